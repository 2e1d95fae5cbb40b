// Escapement
