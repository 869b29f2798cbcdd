// Header and library are found by pkg-config; only C targets include them.
