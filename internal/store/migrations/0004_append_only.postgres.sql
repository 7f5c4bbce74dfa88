-- The guards of 0002 went with the table they stood on.
ALTER TABLE events RENAME CONSTRAINT events_pkey1 TO events_pkey;
ALTER TABLE streams RENAME CONSTRAINT streams_pkey1 TO streams_pkey;

CREATE OR REPLACE FUNCTION erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payload IS NOT NULL
        OR (NEW.leaf, NEW.stream, NEW.version, NEW.prev, NEW.log, NEW.header, NEW.tag, NEW.act_key, NEW.act_len)
        IS DISTINCT FROM (OLD.leaf, OLD.stream, OLD.version, OLD.prev, OLD.log, OLD.header, OLD.tag, OLD.act_key, OLD.act_len) THEN
        RAISE EXCEPTION 'events is append-only: only a payload can be erased';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER events_erase_only BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION erase_only();
CREATE TRIGGER events_keep BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER events_keep_all BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION append_only();
