// Requests to our own server; whatever goes wrong becomes one Failure with a sentence for the person.
import { words } from "./dom.js";

const LONGEST_WAIT_MS = 60000;

export class Failure extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  let told;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
    told = await response.json();
  } catch {
    throw new Failure(response ? words.server_error : words.offline, response ? response.status : 0);
  }
  if (!response.ok) {
    const sentence = response.status === 401 ? words.need_code : told.error || words.server_error;
    throw new Failure(sentence, response.status);
  }
  return told;
}

export const get = (path, query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return request(`${path}?${new URLSearchParams(given)}`, {});
};

export const post = (path, value) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
