// Escapement tests
