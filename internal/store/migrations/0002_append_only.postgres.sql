-- What was written stays: only a payload may go, by an order to erase it. This
-- stops mistakes and casual hands. Who owns the database can drop a trigger,
-- and against that stand the tree, its cosigners and people's receipts.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

CREATE FUNCTION erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payload IS NOT NULL
        OR (NEW.leaf, NEW.stream, NEW.version, NEW.log, NEW.header, NEW.tag, NEW.act_key, NEW.act_len)
        IS DISTINCT FROM (OLD.leaf, OLD.stream, OLD.version, OLD.log, OLD.header, OLD.tag, OLD.act_key, OLD.act_len) THEN
        RAISE EXCEPTION 'events is append-only: only a payload can be erased';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER events_erase_only BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION erase_only();
CREATE TRIGGER events_keep BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER events_keep_all BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER tree_keep BEFORE UPDATE OR DELETE ON tree FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER tree_keep_all BEFORE TRUNCATE ON tree FOR EACH STATEMENT EXECUTE FUNCTION append_only();
