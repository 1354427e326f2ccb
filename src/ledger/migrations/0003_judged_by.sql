-- An append says by what it was judged: the newest page of each life it looked at, a place's as
-- well as the device's. If one of these lives has gone on since, nothing is written, and the
-- command is judged again. It answers the hash of each record: the mark of its page, by which
-- the next append may say what it was judged by without reading it again.

DROP FUNCTION ledger.append(uuid, bytea, jsonb, jsonb, jsonb);

-- Appends all records or none. ``records`` is an array of {a, v, t, s, m}: aggregate, version,
-- topic, state, metadata; ``claims`` of {kind, key, holder, take}; ``draws`` of {account, cents};
-- ``judged_by`` of {a, h}: aggregate, hash of its newest page in hexadecimal.
CREATE FUNCTION ledger.append(
    command_id uuid, command_digest bytea, records jsonb, claims jsonb, draws jsonb, judged_by jsonb
) RETURNS TABLE (first_position bigint, last_position bigint, replayed boolean, hashes bytea[])
LANGUAGE plpgsql AS $$
DECLARE
    last      ledger.head;
    known     ledger.command;
    record    record;
    item      jsonb;
    holds     uuid;
BEGIN
    SELECT * INTO STRICT last FROM ledger.head FOR UPDATE;
    first_position := last.position + 1;
    IF command_id IS NOT NULL THEN
        SELECT * INTO known FROM ledger.command WHERE id = command_id;
        IF FOUND THEN
            IF known.digest <> command_digest THEN
                RAISE EXCEPTION 'command % already carried something else', command_id
                    USING ERRCODE = 'ME001';
            END IF;
            RETURN QUERY SELECT known.first_position, known.last_position, true, NULL::bytea[];
            RETURN;
        END IF;
    END IF;
    SELECT page.a INTO holds FROM jsonb_to_recordset(judged_by) AS page (a uuid, h text)
        WHERE decode(page.h, 'hex') IS DISTINCT FROM (
            SELECT hash FROM ledger.event WHERE aggregate_id = page.a ORDER BY version DESC LIMIT 1
        ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the life of % has gone on', holds USING ERRCODE = 'ME004';
    END IF;
    last.recorded_at := greatest(clock_timestamp(), last.recorded_at);
    FOR record IN
        SELECT * FROM jsonb_to_recordset(records) AS r (a uuid, v integer, t text, s jsonb, m jsonb)
    LOOP
        last.position := last.position + 1;
        last.hash := ledger.link(last.hash, last.position, record.a, record.v, record.t,
                                 last.recorded_at, record.s, record.m);
        INSERT INTO ledger.event VALUES (last.position, record.a, record.v, record.t, record.s,
                                         record.m, last.recorded_at, last.hash);
        hashes := hashes || last.hash;
    END LOOP;
    FOR item IN SELECT * FROM jsonb_array_elements(claims) LOOP
        IF (item->>'take')::boolean THEN
            INSERT INTO ledger.claim AS c (kind, key, holder)
                VALUES (item->>'kind', item->>'key', (item->>'holder')::uuid)
                ON CONFLICT (kind, key) DO UPDATE SET holder = c.holder
                RETURNING c.holder INTO holds;
            IF holds <> (item->>'holder')::uuid THEN
                RAISE EXCEPTION '% % is taken', item->>'kind', item->>'key'
                    USING ERRCODE = 'ME002', DETAIL = item::text;
            END IF;
        ELSE
            DELETE FROM ledger.claim c WHERE c.kind = item->>'kind' AND c.key = item->>'key'
                AND c.holder = (item->>'holder')::uuid;
        END IF;
    END LOOP;
    FOR item IN SELECT * FROM jsonb_array_elements(draws) LOOP
        BEGIN
            INSERT INTO ledger.balance (account, cents)
                VALUES ((item->>'account')::uuid, 0) ON CONFLICT (account) DO NOTHING;
            UPDATE ledger.balance SET cents = cents + (item->>'cents')::bigint
                WHERE account = (item->>'account')::uuid;
        EXCEPTION WHEN check_violation THEN
            RAISE EXCEPTION 'balance overdrawn' USING ERRCODE = 'ME003', DETAIL = item::text;
        END;
    END LOOP;
    UPDATE ledger.head
        SET position = last.position, recorded_at = last.recorded_at, hash = last.hash;
    IF command_id IS NOT NULL THEN
        INSERT INTO ledger.command
            VALUES (command_id, command_digest, append.first_position, last.position);
    END IF;
    RETURN QUERY SELECT append.first_position, last.position, false, hashes;
END $$;
