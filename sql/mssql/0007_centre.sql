-- +goose Up

-- When the centre works: minutes from midnight where the bank is; closed with closes not above opens. places is how many calls it
-- promises for each half hour. Days count from 0, Sunday, as in Go.
CREATE TABLE opening_hours (
    weekday int NOT NULL,
    opens   int NOT NULL,
    closes  int NOT NULL,
    places  int NOT NULL,
    CONSTRAINT opening_hours_pk PRIMARY KEY (weekday),
    CONSTRAINT opening_hours_check CHECK (weekday BETWEEN 0 AND 6 AND opens BETWEEN 0 AND 1440 AND closes BETWEEN 0 AND 1440 AND places >= 0)
);

INSERT INTO opening_hours (weekday, opens, closes, places) VALUES
    (0, 540, 1200, 2),
    (1, 480, 1320, 3),
    (2, 480, 1320, 3),
    (3, 480, 1320, 3),
    (4, 480, 1320, 3),
    (5, 480, 1320, 3),
    (6, 540, 1200, 2);

-- Days with hours of their own: the public holidays of article 112 of Russia's Labour Code, and the evenings before two of them.
CREATE TABLE holidays (
    day     char(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    opens   int NOT NULL,
    closes  int NOT NULL,
    places  int NOT NULL,
    name_en nvarchar(100) NOT NULL,
    name_ru nvarchar(100) NOT NULL,
    CONSTRAINT holidays_pk PRIMARY KEY (day),
    CONSTRAINT holidays_check CHECK (opens BETWEEN 0 AND 1440 AND closes BETWEEN 0 AND 1440 AND places >= 0)
);

INSERT INTO holidays (day, opens, closes, places, name_en, name_ru) VALUES
    ('2026-01-01', 0, 0, 0, 'New Year', N'Новый год'),
    ('2026-01-02', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-01-03', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-01-04', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-01-05', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-01-06', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-01-07', 0, 0, 0, 'Christmas', N'Рождество Христово'),
    ('2026-01-08', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2026-02-23', 600, 1080, 1, 'Defender of the Fatherland Day', N'День защитника Отечества'),
    ('2026-03-08', 600, 1080, 1, N'International Women’s Day', N'Международный женский день'),
    ('2026-05-01', 600, 1080, 1, 'Spring and Labour Day', N'Праздник Весны и Труда'),
    ('2026-05-09', 0, 0, 0, 'Victory Day', N'День Победы'),
    ('2026-06-12', 600, 1080, 1, 'Russia Day', N'День России'),
    ('2026-11-04', 600, 1080, 1, 'National Unity Day', N'День народного единства'),
    ('2026-12-31', 480, 1080, 2, N'New Year’s Eve', N'Канун Нового года'),
    ('2027-01-01', 0, 0, 0, 'New Year', N'Новый год'),
    ('2027-01-02', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-01-03', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-01-04', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-01-05', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-01-06', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-01-07', 0, 0, 0, 'Christmas', N'Рождество Христово'),
    ('2027-01-08', 600, 1080, 1, 'New Year holidays', N'Новогодние каникулы'),
    ('2027-02-23', 600, 1080, 1, 'Defender of the Fatherland Day', N'День защитника Отечества'),
    ('2027-03-08', 600, 1080, 1, N'International Women’s Day', N'Международный женский день'),
    ('2027-05-01', 600, 1080, 1, 'Spring and Labour Day', N'Праздник Весны и Труда'),
    ('2027-05-09', 0, 0, 0, 'Victory Day', N'День Победы'),
    ('2027-06-12', 600, 1080, 1, 'Russia Day', N'День России'),
    ('2027-11-04', 600, 1080, 1, 'National Unity Day', N'День народного единства'),
    ('2027-12-31', 480, 1080, 2, N'New Year’s Eve', N'Канун Нового года');

-- What clients consent to: a wording never changes, another one is another version.
CREATE TABLE consent_texts (
    purpose  varchar(16) NOT NULL,
    version  int NOT NULL,
    lang     varchar(2) NOT NULL,
    title    nvarchar(200) NOT NULL,
    body     nvarchar(max) NOT NULL,
    from_day char(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT consent_texts_pk PRIMARY KEY (purpose, version, lang)
);

INSERT INTO consent_texts (purpose, version, lang, title, body, from_day) VALUES
    ('processing', 1, 'en', 'Processing of my personal data', N'I agree that the bank processes the personal data that I give in my application and in conversations with it: name, date and place of birth, details of my identity document, addresses, phone numbers, e-mail, work and income.

Purpose: to look at my application, to prepare and carry out a contract with me, and to answer my requests. The bank may collect, record, store, correct, use and delete the data, with and without automated means. It passes them to others only where the law requires it or where the contract can’t be carried out otherwise.

The consent holds for five years, or until I withdraw it: in my profile, in a conversation, or in writing. After a withdrawal the bank no longer calls or writes to me about offers, and keeps only what the law obliges it to keep.', '2026-01-01'),
    ('processing', 1, 'ru', N'Обработка моих персональных данных', N'Я согласен (согласна) на обработку банком персональных данных, которые сообщаю в заявке и в разговорах с банком: фамилии, имени и отчества, даты и места рождения, данных документа, удостоверяющего личность, адресов, телефонов, электронной почты, сведений о работе и доходах.

Цель: рассмотрение моей заявки, подготовка и исполнение договора со мной, ответы на мои обращения. Банк вправе собирать, записывать, хранить, уточнять, использовать и удалять данные с использованием средств автоматизации и без них. Третьим лицам данные передаются, только если этого требует закон или без этого невозможно исполнить договор.

Согласие действует пять лет или до отзыва. Отозвать его можно в профиле, в разговоре с оператором или письменно. После отзыва банк не звонит и не пишет мне с предложениями и хранит только те данные, которые обязан хранить по закону.', '2026-01-01'),
    ('calls', 1, 'en', 'Calls about offers', N'I agree that the bank calls me on the phone numbers that I have given it to tell me about its products, rates and special terms.

The bank calls at the times that I have chosen in my profile. Giving this consent is no condition for any product. It holds until I withdraw it, which I can do at any time in my profile or by telling the operator: from that moment on the bank doesn’t call about offers. Calls that I have asked for myself, and calls about my contracts, are not affected.', '2026-01-01'),
    ('calls', 1, 'ru', N'Звонки с предложениями', N'Я согласен (согласна) получать от банка звонки по указанным мной номерам телефонов с рассказом о продуктах, ставках и специальных условиях.

Банк звонит в то время, которое я выбрал (выбрала) в профиле. Это согласие не является условием получения какого-либо продукта. Оно действует до отзыва, отозвать его можно в любой момент в профиле или сказав об этом оператору: с этого момента банк не звонит с предложениями. На звонки, о которых я попросил (попросила), и звонки по моим договорам отзыв не влияет.', '2026-01-01'),
    ('sms', 1, 'en', 'Text messages about offers', 'I agree that the bank sends me text messages (SMS) about its products, rates and special terms to the phone numbers that I have given it.

Giving this consent is no condition for any product. It holds until I withdraw it, which I can do at any time in my profile or by telling the operator. Messages about my contracts, payments and sign-ins are not affected.', '2026-01-01'),
    ('sms', 1, 'ru', N'СМС с предложениями', N'Я согласен (согласна) получать от банка СМС о продуктах, ставках и специальных условиях на указанные мной номера телефонов.

Это согласие не является условием получения какого-либо продукта. Оно действует до отзыва, отозвать его можно в любой момент в профиле или сказав об этом оператору. На сообщения о моих договорах, платежах и входах в систему отзыв не влияет.', '2026-01-01'),
    ('email', 1, 'en', 'E-mail about offers', 'I agree that the bank writes to my e-mail address about its products, rates and special terms.

Giving this consent is no condition for any product. It holds until I withdraw it, which I can do at any time in my profile or by telling the operator. Letters about my contracts and applications are not affected.', '2026-01-01'),
    ('email', 1, 'ru', N'Электронные письма с предложениями', N'Я согласен (согласна) получать от банка электронные письма о продуктах, ставках и специальных условиях.

Это согласие не является условием получения какого-либо продукта. Оно действует до отзыва, отозвать его можно в любой момент в профиле или сказав об этом оператору. На письма о моих договорах и заявках отзыв не влияет.', '2026-01-01');

-- Records that are only added to: of a client and purpose the one with the largest seq holds.
CREATE TABLE consents (
    client_id      char(26) NOT NULL,
    purpose        varchar(16) NOT NULL,
    seq            bigint NOT NULL,
    id             char(26) NOT NULL,
    given          bit NOT NULL,
    version        int NOT NULL,
    lang           varchar(2) NOT NULL,
    source         varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    recorded_at    datetime2(3) NOT NULL,
    receipt_number bigint NULL, -- of a withdrawal
    CONSTRAINT consents_pk PRIMARY KEY (client_id, purpose, seq),
    CONSTRAINT consents_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT consents_text_fk FOREIGN KEY (purpose, version, lang) REFERENCES consent_texts (purpose, version, lang)
);

CREATE UNIQUE INDEX consents_id ON consents (id);
CREATE INDEX consents_client ON consents (client_id, id);

CREATE TABLE contact_preferences (
    client_id  char(26) NOT NULL,
    phone      varchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    channel    varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    days       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    from_hour  int NOT NULL,
    until_hour int NOT NULL,
    changed_at datetime2(3) NOT NULL,
    CONSTRAINT contact_preferences_pk PRIMARY KEY (client_id),
    CONSTRAINT contact_preferences_client_fk FOREIGN KEY (client_id) REFERENCES users (id)
);

-- How many places of a slot are taken: the row on which clients who want the last one meet.
CREATE TABLE callback_slots (
    starts_at datetime2(3) NOT NULL,
    taken     int NOT NULL,
    CONSTRAINT callback_slots_pk PRIMARY KEY (starts_at),
    CONSTRAINT callback_slots_check CHECK (taken >= 0)
);

-- Calls that clients have booked. owed_to is the client while the bank owes the call, and NULL when it is made or given up: a client
-- is owed one at a time.
CREATE TABLE callbacks (
    id          char(26) NOT NULL,
    client_id   char(26) NOT NULL,
    room_id     char(26) NULL,
    phone       varchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note        nvarchar(1000) NOT NULL,
    starts_at   datetime2(3) NOT NULL,
    ends_at     datetime2(3) NOT NULL,
    state       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    tries       int NOT NULL,
    operator_id char(26) NULL,
    created_at  datetime2(3) NOT NULL,
    changed_at  datetime2(3) NOT NULL,
    owed_to     char(26) NULL,
    CONSTRAINT callbacks_pk PRIMARY KEY (id),
    CONSTRAINT callbacks_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT callbacks_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT callbacks_operator_fk FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT callbacks_state_check CHECK (state IN ('booked', 'done', 'no_answer', 'cancelled'))
);

CREATE UNIQUE INDEX callbacks_owed ON callbacks (owed_to) WHERE owed_to IS NOT NULL;
CREATE INDEX callbacks_due ON callbacks (starts_at, id) WHERE owed_to IS NOT NULL;

-- Numbers that people are told: each name counts for itself.
CREATE TABLE counters (
    name  varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    value bigint NOT NULL,
    CONSTRAINT counters_pk PRIMARY KEY (name)
);

INSERT INTO counters (name, value) VALUES
    ('receipt', 0),
    ('request', 0);
