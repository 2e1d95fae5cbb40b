// Translation tests
