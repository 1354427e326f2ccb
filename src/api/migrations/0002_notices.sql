-- Where a professional wants to be told that an order moved: an address of their work, if they
-- gave one. Nothing of a beneficiary is kept here or sent there.

CREATE TABLE access.address (
    account  uuid PRIMARY KEY REFERENCES access.account,
    email    text NOT NULL CHECK (length(email) BETWEEN 3 AND 254)
);

-- How far the ledger was told by e-mail. Begun at the head when mail is first configured.
CREATE TABLE access.told (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position  bigint NOT NULL
);
