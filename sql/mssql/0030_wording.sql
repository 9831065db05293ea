-- +goose Up

-- A topic that clients can't choose any more; rooms that have it keep it.
ALTER TABLE topics ADD retired bit NULL;
UPDATE topics SET retired = 0;

-- Texts that operators answer with: of the whole bank, or of one team.
CREATE TABLE canned_texts (
    id         char(26) NOT NULL,
    shortcut   varchar(32) NOT NULL, -- what is typed behind the "/"
    team_id    char(26) NULL,        -- NULL: everybody's
    body_en    nvarchar(max) NOT NULL,
    body_ru    nvarchar(max) NOT NULL,
    changed_at datetime2(3) NOT NULL,
    CONSTRAINT canned_texts_pk PRIMARY KEY (id),
    CONSTRAINT canned_texts_shortcut_unique UNIQUE (shortcut),
    CONSTRAINT canned_texts_team_fk FOREIGN KEY (team_id) REFERENCES teams (id)
);
