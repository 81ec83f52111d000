"""telemelya with a Redis that lives in its process; run by the Python of its own environment.

python telemelya_server.py PORT S3-PORT
"""

import os
import sys
from threading import Thread

from fakeredis import TcpFakeServer

redis = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
Thread(target=redis.serve_forever, daemon=True).start()
os.environ.update(
    MOCK_SERVER_HOST="127.0.0.1",
    MOCK_SERVER_PORT=sys.argv[1],
    REDIS_URL=f"redis://127.0.0.1:{redis.server_address[1]}/0",
    MINIO_ENDPOINT=f"127.0.0.1:{sys.argv[2]}",
)

from telemelya.server.app import main  # noqa: E402  it reads its settings when it is imported

main()
