CREATE FUNCTION public.append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

CREATE FUNCTION public.erase_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.payload IS NOT NULL
        OR (NEW.leaf, NEW.stream, NEW.version, NEW.prev, NEW.log, NEW.header, NEW.tag, NEW.act_key, NEW.act_len)
        IS DISTINCT FROM (OLD.leaf, OLD.stream, OLD.version, OLD.prev, OLD.log, OLD.header, OLD.tag, OLD.act_key, OLD.act_len) THEN
        RAISE EXCEPTION 'events is append-only: only a payload can be erased';
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE public.events (
    leaf bigint NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    prev bigint,
    log text NOT NULL,
    header bytea NOT NULL,
    payload bytea,
    tag bytea NOT NULL,
    act_key bytea,
    act_len bigint NOT NULL
);

CREATE TABLE public.logs (
    log text NOT NULL,
    epoch bigint NOT NULL,
    first bigint NOT NULL
);

CREATE TABLE public.registers (
    kind text NOT NULL,
    id text NOT NULL,
    owner text NOT NULL,
    doc bytea NOT NULL
);

CREATE TABLE public.streams (
    stream text NOT NULL,
    kind text NOT NULL,
    secret bytea NOT NULL,
    version bigint NOT NULL,
    last bigint NOT NULL
);

CREATE TABLE public.tree (
    idx bigint NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (leaf);

ALTER TABLE ONLY public.logs
    ADD CONSTRAINT logs_epoch_key UNIQUE (epoch);

ALTER TABLE ONLY public.logs
    ADD CONSTRAINT logs_pkey PRIMARY KEY (log);

ALTER TABLE ONLY public.registers
    ADD CONSTRAINT registers_pkey PRIMARY KEY (kind, id);

ALTER TABLE ONLY public.streams
    ADD CONSTRAINT streams_pkey PRIMARY KEY (stream);

ALTER TABLE ONLY public.tree
    ADD CONSTRAINT tree_pkey PRIMARY KEY (idx);

CREATE UNIQUE INDEX events_act ON public.events USING btree (act_key) WHERE (act_key IS NOT NULL);

CREATE UNIQUE INDEX events_first ON public.events USING btree (stream) WHERE (version = 1);

CREATE UNIQUE INDEX events_prev ON public.events USING btree (prev) WHERE (prev IS NOT NULL);

CREATE INDEX registers_owner ON public.registers USING btree (kind, owner, id);

CREATE TRIGGER events_erase_only BEFORE UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.erase_only();

CREATE TRIGGER events_keep BEFORE DELETE ON public.events FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER events_keep_all BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER tree_keep BEFORE DELETE OR UPDATE ON public.tree FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER tree_keep_all BEFORE TRUNCATE ON public.tree FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();
