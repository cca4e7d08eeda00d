# Read by the starters in setup/: finds a Python that Odoo 19 takes and hands over
# to the package `kit`. $here is set by the starter.
find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c \
            'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
        then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

if ! python=$(find_python); then
    cat >&2 <<MESSAGE
Python 3.11, 3.12 or 3.13 is needed, and none was found.
  On Debian or Ubuntu:  apt-get install python3
  Elsewhere:            install one of them, or name it: PYTHON=/path/to/python3 $0
MESSAGE
    exit 1
fi

# Isolated (-I), and without PYTHONPATH, so that nothing here leaks into Odoo.
kit() {
    exec "$python" -I -c \
        'import sys; sys.path.insert(0, sys.argv.pop(1)); from kit.main import main; main()' \
        "$here" "$@"
}
