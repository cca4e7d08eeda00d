# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that make the contact log append-only, and that read its chain."""

from odoo.tools import SQL

from ...tools import chain

SEAL_COLUMNS = ("seq", "previous_hash", "hash", "version")

# What may change on an entry: the foreign keys that a partner merge rewrites, never to
# nothing, and the seal, once. Any other column is protected, those too that an addon
# adds later.
LOG_GUARD = """
CREATE OR REPLACE FUNCTION collection_contact_log_guard() RETURNS trigger AS $guard$
DECLARE
    free CONSTANT text[] := ARRAY['partner_id', 'recipient_id', 'seq', 'previous_hash',
                                  'hash', 'version'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF num_nonnulls(NEW.seq, NEW.previous_hash, NEW.hash, NEW.version) = 0 THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - free = to_jsonb(OLD) - free
           AND NEW.partner_id IS NOT NULL
           AND (NEW.recipient_id IS NULL) = (OLD.recipient_id IS NULL)
           AND ((NEW.seq, NEW.previous_hash, NEW.hash, NEW.version)
                IS NOT DISTINCT FROM
                (OLD.seq, OLD.previous_hash, OLD.hash, OLD.version)
                OR (num_nonnulls(OLD.seq, OLD.previous_hash, OLD.hash, OLD.version) = 0
                    AND num_nulls(NEW.seq, NEW.previous_hash, NEW.hash, NEW.version) = 0
                    ))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The contact log is append-only: % is refused.', TG_OP
          USING ERRCODE = 'restrict_violation',
                HINT = 'Log a new entry that corrects the old one.';
END
$guard$ LANGUAGE plpgsql
"""
PERSONAL = ", ".join(f"NEW.{name}" for name in ("salt", *chain.CONTENT))
# Personal data can be erased, for good, with a reason, and by an entry of the log that
# says who did. It cannot be replaced.
CONTENT_GUARD = f"""
CREATE OR REPLACE FUNCTION collection_contact_content_guard() RETURNS trigger AS $guard$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.date_erased IS NULL AND NEW.salt IS NOT NULL THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.date_erased IS NULL
           AND num_nulls(NEW.date_erased, NEW.erased_by_id, NEW.erase_reason) = 0
           AND num_nonnulls({PERSONAL}) = 0
           AND (NEW.id, NEW.log_id) = (OLD.id, OLD.log_id)
           AND EXISTS (SELECT FROM collection_contact_log erased
                         JOIN collection_contact_log erasure
                           ON erasure.erases_id = erased.id
                        WHERE erased.id = OLD.log_id AND erased.seq IS NOT NULL
                          AND erasure.user_id = NEW.erased_by_id
                          AND erasure.date_logged = NEW.date_erased)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The contact log is append-only: % of its content is refused.',
          TG_OP USING ERRCODE = 'restrict_violation',
          HINT = 'Log a new entry that corrects the old one.';
END
$guard$ LANGUAGE plpgsql
"""
GUARDED = ("collection_contact_log", "collection_contact_content")


def create_guard(cr, function, table):
    """Put a table under its guard, anew each time: an upgrade brings back a trigger
    that somebody dropped or switched off.

    :param cr: the cursor
    :param str function: the statement that creates the guard's function
    :param str table: the table
    """
    names = {"table": SQL.identifier(table), "guard": SQL.identifier(f"{table}_guard")}
    cr.execute(function)  # pylint: disable=sql-injection
    for trigger, events, each in (
        (f"{table}_guard_rows", SQL("INSERT OR UPDATE OR DELETE"), SQL("ROW")),
        (f"{table}_guard_table", SQL("TRUNCATE"), SQL("STATEMENT")),
    ):
        name = SQL.identifier(trigger)
        cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, names["table"]))
        cr.execute(
            SQL(
                "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s EXECUTE FUNCTION %s()",
                name,
                events,
                names["table"],
                each,
                names["guard"],
            )
        )


def drop_guards(cr):
    """Remove the guards, before the addon goes."""
    for table in GUARDED:
        cr.execute(
            SQL(
                "DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(f"{table}_guard")
            )
        )


# Triggers that are missing or switched off, on another table, for fewer events, with a
# condition, or with a function that is not the guard.
UNGUARDED = """
SELECT wanted.name
  FROM unnest(%s, %s, %s, %s) wanted (name, guarded, type, source)
 WHERE NOT EXISTS (SELECT FROM pg_trigger t
                     JOIN pg_proc p ON p.oid = t.tgfoid
                     JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
                    WHERE t.tgname = wanted.name
                      AND t.tgrelid = to_regclass(wanted.guarded)
                      AND t.tgenabled IN ('O', 'A')
                      AND t.tgtype = wanted.type
                      AND t.tgqual IS NULL
                      AND t.tgattr = ''::int2vector
                      AND p.prosrc = wanted.source
                      AND p.proconfig IS NULL)
 ORDER BY 1
"""
# The bits of a trigger's type: before each row on insert, update and delete; before a
# truncation.
TYPES = {"rows": 1 + 2 + 4 + 8 + 16, "table": 2 + 32}


def find_unguarded():
    """Return the statement that finds what is wrong with the triggers of the guards."""
    sources = (LOG_GUARD, CONTENT_GUARD)
    wanted = [
        (f"{table}_guard_{kind}", table, bits, source.split("$guard$")[1])
        for table, source in zip(GUARDED, sources, strict=True)
        for kind, bits in TYPES.items()
    ]
    return SQL(UNGUARDED, *map(list, zip(*wanted, strict=True)))


def digest_sql(table):
    """Return the digest of a content as PostgreSQL makes it, to be compared with
    :func:`chain.digest_of` without fetching megabytes of text.

    :param str table: alias of ``collection_contact_content``
    """
    parts = []
    for name in ("salt", *chain.CONTENT):
        column = SQL.identifier(table, name)
        parts.append(
            SQL("COALESCE(octet_length(%s) || ':' || %s, '-')", column, column)
        )
    return SQL(
        "encode(sha256(convert_to(concat_ws(',', %s), 'UTF8')), 'hex')",
        SQL(", ").join(parts),
    )
