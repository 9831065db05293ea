-- +goose Up

-- A topic that clients can't choose any more; rooms that have it keep it.
ALTER TABLE topics ADD COLUMN retired BOOLEAN NULL;
UPDATE topics SET retired = 0;

-- Texts that operators answer with: of the whole bank, or of one team.
CREATE TABLE canned_texts (
    id         TEXT     NOT NULL,
    shortcut   TEXT     NOT NULL, -- what is typed behind the "/"
    team_id    TEXT     NULL,     -- NULL: everybody's
    body_en    TEXT     NOT NULL,
    body_ru    TEXT     NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT canned_texts_pk PRIMARY KEY (id),
    CONSTRAINT canned_texts_shortcut_unique UNIQUE (shortcut),
    CONSTRAINT canned_texts_team_fk FOREIGN KEY (team_id) REFERENCES teams (id)
) WITHOUT ROWID;
