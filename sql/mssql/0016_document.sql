-- +goose Up

-- A document is what a client has added to an application. Its content stands in parts of 256 KiB beside it, so that nobody reads
-- or writes it as a whole. While it arrives, arriving_since says since when; while a scanner has to look at it, tried_at says when
-- one was last asked.
CREATE TABLE application_documents (
    id             char(26) NOT NULL,
    application_id char(26) NOT NULL,
    paper_id       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name           nvarchar(120) NOT NULL,
    type           varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    size           bigint NOT NULL,
    sha256         char(64) COLLATE Latin1_General_100_BIN2 NULL,
    state          varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    author_id      char(26) NOT NULL,
    created_at     datetime2(3) NOT NULL,
    arriving_since datetime2(3) NULL,
    tried_at       datetime2(3) NULL,
    CONSTRAINT application_documents_pk PRIMARY KEY (id),
    CONSTRAINT application_documents_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_documents_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT application_documents_state_check CHECK (state IN ('arriving', 'scanning', 'clean', 'infected', 'unscanned'))
);

-- Filters say IS NOT NULL only: a filter on a value would be lost on statements with forced parameters.
CREATE INDEX application_documents_application ON application_documents (application_id, id);
CREATE UNIQUE INDEX application_documents_content ON application_documents (application_id, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX application_documents_arriving ON application_documents (arriving_since, id) WHERE arriving_since IS NOT NULL;
CREATE INDEX application_documents_waiting ON application_documents (tried_at, id) WHERE tried_at IS NOT NULL;

CREATE TABLE application_document_parts (
    document_id char(26) NOT NULL,
    part        int NOT NULL,
    content     varbinary(max) NOT NULL,
    CONSTRAINT application_document_parts_pk PRIMARY KEY (document_id, part),
    CONSTRAINT application_document_parts_document_fk FOREIGN KEY (document_id) REFERENCES application_documents (id)
);
