-- The past is append-only, for the service, for its owner and for us.
--
-- Grants would not do: a role that owns the tables may do anything with them, and in a small
-- installation that is the only role there is. A superuser can still drop these triggers;
-- ./run meleze verify then finds what was changed, because the chain no longer holds.

CREATE FUNCTION ledger.refuse_to_rewrite_the_past() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: the ledger is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Record a correcting event instead.';
END $$;

CREATE TRIGGER append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_rewrite_the_past();
CREATE TRIGGER append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.command
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_rewrite_the_past();

-- A promise ends and its claim goes; the code of a sticker leads to its device for ever.
CREATE FUNCTION ledger.refuse_to_free_a_sticker() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR OLD.kind = 'sticker' AND (TG_OP = 'DELETE' OR
        (NEW.kind, NEW.key, NEW.holder) IS DISTINCT FROM (OLD.kind, OLD.key, OLD.holder)) THEN
        RAISE EXCEPTION '% of a sticker claim refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER stickers_stay
    BEFORE UPDATE OR DELETE ON ledger.claim
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_to_free_a_sticker();
CREATE TRIGGER stickers_stay_whole
    BEFORE TRUNCATE ON ledger.claim
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_free_a_sticker();
