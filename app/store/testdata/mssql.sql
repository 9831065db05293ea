-- chat.Create
SELECT id FROM rooms WHERE client_id = @p1 AND open_key = @p2 · ·
INSERT INTO rooms (operator_id, topic_id, state, seq, last_said_seq, last_at, waiting_since, taken_at, answered_at, closed_at, close_reason, request_number, id, client_id, created_at, open_key, client_delivered, client_read, staff_delivered, staff_read, about) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20, @p21) · · · · · · · · · · · · · · · · · · · · ·
INSERT INTO messages (room_id, seq, id, author_id, msg_key, side, kind, body, created_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18) · · · · · · · · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- chat.Change
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about, m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at FROM rooms r JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id LEFT JOIN presence cp ON cp.user_id = r.client_id LEFT JOIN presence op ON op.user_id = r.operator_id LEFT JOIN messages m ON m.room_id = r.id AND m.author_id = @p1 AND m.msg_key = @p2 LEFT JOIN users a ON a.id = m.author_id WHERE r.id = @p3 · · ·
UPDATE rooms SET operator_id = @p1, topic_id = @p2, state = @p3, seq = @p4, last_said_seq = @p5, last_at = @p6, waiting_since = @p7, taken_at = @p8, answered_at = @p9, closed_at = @p10, close_reason = @p11, request_number = @p12 WHERE id = @p13 AND seq = @p14 · · · · · · · · · · · · · ·
INSERT INTO messages (room_id, seq, id, author_id, msg_key, side, kind, body, created_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9), (@p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18) · · · · · · · · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- chat.Mark
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about FROM rooms r JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id LEFT JOIN presence cp ON cp.user_id = r.client_id LEFT JOIN presence op ON op.user_id = r.operator_id WHERE r.id = @p1 ·
UPDATE rooms SET staff_delivered = CASE WHEN staff_delivered < @p1 THEN @p2 ELSE staff_delivered END, staff_read = CASE WHEN staff_read < @p3 THEN @p4 ELSE staff_read END WHERE id = @p5 AND (staff_delivered < @p6 OR staff_read < @p7) · · · · · · ·
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about FROM rooms r JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id LEFT JOIN presence cp ON cp.user_id = r.client_id LEFT JOIN presence op ON op.user_id = r.operator_id WHERE r.id = @p1 ·
-- chat.Room
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about FROM rooms r JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id LEFT JOIN presence cp ON cp.user_id = r.client_id LEFT JOIN presence op ON op.user_id = r.operator_id WHERE r.id = @p1 ·
-- chat.Messages, the end
SELECT m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at FROM messages m LEFT JOIN users a ON a.id = m.author_id WHERE m.room_id = @p1 AND m.seq > @p2 AND m.seq < @p3 AND m.kind <> 'note' ORDER BY m.seq DESC OFFSET 0 ROWS FETCH NEXT @p4 ROWS ONLY · · · ·
-- chat.Messages, after
SELECT m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at FROM messages m LEFT JOIN users a ON a.id = m.author_id WHERE m.room_id = @p1 AND m.seq > @p2 AND m.seq < @p3 ORDER BY m.seq OFFSET 0 ROWS FETCH NEXT @p4 ROWS ONLY · · · ·
-- chat.Skills
SELECT user_id, kind, lang FROM staff_skills WHERE user_id = @p1 ORDER BY kind, lang ·
-- chat.Waiting
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about, m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at, (SELECT COUNT(*) FROM messages AS n WHERE n.room_id = r.id AND n.seq > r.staff_read AND n.side = 'client' AND n.kind = 'said') AS unread FROM rooms AS r JOIN users AS c ON c.id = r.client_id LEFT JOIN users AS o ON o.id = r.operator_id LEFT JOIN presence AS cp ON cp.user_id = r.client_id LEFT JOIN presence AS op ON op.user_id = r.operator_id LEFT JOIN messages AS m ON m.room_id = r.id AND m.seq = r.last_said_seq LEFT JOIN users AS a ON a.id = m.author_id WHERE (r.state = 'waiting') ORDER BY r.waiting_since, r.id OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY
-- chat.Ahead
SELECT COUNT(*) FROM rooms WHERE state = 'waiting' AND waiting_since < @p1 ·
-- chat.Pace
SELECT taken_at FROM rooms WHERE taken_at >= @p1 ORDER BY taken_at DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
SELECT COUNT(*) FROM users u JOIN presence p ON p.user_id = u.id WHERE u.role = 'operator' AND u.disabled_at IS NULL AND p.online_until > @p1 ·
-- chat.Rate
SELECT room_id, operator_id, stars, comment, rated_at, changed_at FROM room_ratings WHERE room_id = @p1 AND operator_id = @p2 · ·
INSERT INTO room_ratings (stars, comment, changed_at, room_id, operator_id, rated_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
-- chat.Rating
SELECT room_id, operator_id, stars, comment, rated_at, changed_at FROM room_ratings WHERE room_id = @p1 AND operator_id = @p2 · ·
-- chat.OfOperator
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about, m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at, (SELECT COUNT(*) FROM messages AS n WHERE n.room_id = r.id AND n.seq > r.staff_read AND n.side = 'client' AND n.kind = 'said') AS unread FROM rooms AS r JOIN users AS c ON c.id = r.client_id LEFT JOIN users AS o ON o.id = r.operator_id LEFT JOIN presence AS cp ON cp.user_id = r.client_id LEFT JOIN presence AS op ON op.user_id = r.operator_id LEFT JOIN messages AS m ON m.room_id = r.id AND m.seq = r.last_said_seq LEFT JOIN users AS a ON a.id = m.author_id WHERE (r.operator_id = '01ARZ3NDEKTSV4RRFFQ69G5FAV') AND (r.state IN ('open')) ORDER BY r.last_at DESC, r.id DESC OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY
-- chat.OfTeam
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about, m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at, (SELECT COUNT(*) FROM messages AS n WHERE n.room_id = r.id AND n.seq > r.staff_read AND n.side = 'client' AND n.kind = 'said') AS unread FROM rooms AS r JOIN users AS c ON c.id = r.client_id LEFT JOIN users AS o ON o.id = r.operator_id LEFT JOIN presence AS cp ON cp.user_id = r.client_id LEFT JOIN presence AS op ON op.user_id = r.operator_id LEFT JOIN messages AS m ON m.room_id = r.id AND m.seq = r.last_said_seq LEFT JOIN users AS a ON a.id = m.author_id WHERE (r.state = 'open') AND (r.operator_id <> '01ARZ3NDEKTSV4RRFFQ69G5FAV') AND (("r"."operator_id" IS NULL) OR ("r"."operator_id" = '01ARZ3NDEKTSV4RRFFQ69G5FAV') OR ("r"."operator_id" IN (SELECT m.id FROM users m WHERE m.team_id = '01ARZ3NDEKTSV4RRFFQ69G5FAW'))) ORDER BY r.last_at DESC, r.id DESC OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY
-- chat.OfClient
SELECT r.id, r.client_id, c.name, c.lang, cp.online_until, r.operator_id, o.name, o.team_id, op.online_until, r.topic_id, r.state, r.seq, r.last_said_seq, r.created_at, r.last_at, r.waiting_since, r.taken_at, r.answered_at, r.closed_at, r.close_reason, r.client_delivered, r.client_read, r.staff_delivered, r.staff_read, r.request_number, r.about, m.room_id, m.seq, m.id, m.msg_key, m.author_id, a.name, m.side, m.kind, m.body, m.created_at, (SELECT COUNT(*) FROM messages AS n WHERE n.room_id = r.id AND n.seq > r.client_read AND n.side = 'staff' AND n.kind = 'said') AS unread FROM rooms AS r JOIN users AS c ON c.id = r.client_id LEFT JOIN users AS o ON o.id = r.operator_id LEFT JOIN presence AS cp ON cp.user_id = r.client_id LEFT JOIN presence AS op ON op.user_id = r.operator_id LEFT JOIN messages AS m ON m.room_id = r.id AND m.seq = r.last_said_seq LEFT JOIN users AS a ON a.id = m.author_id WHERE (r.client_id = '01ARZ3NDEKTSV4RRFFQ69G5FAV') ORDER BY r.last_at DESC, r.id DESC OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY
-- chat.Topics
SELECT id, name_en, name_ru, retired FROM topics ORDER BY position, id
-- chat.SetTopics
UPDATE topics SET position = position WHERE id = @p1 ·
SELECT id, name_en, name_ru, retired FROM topics ORDER BY position, id
UPDATE topics SET position = @p1, name_en = @p2, name_ru = @p3, retired = @p4 WHERE id = @p5 · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- chat.Canned
SELECT id, shortcut, team_id, body_en, body_ru FROM canned_texts ORDER BY shortcut OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- chat.SaveCanned
INSERT INTO canned_texts (id, shortcut, team_id, body_en, body_ru, changed_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
UPDATE canned_texts SET shortcut = @p1, team_id = @p2, body_en = @p3, body_ru = @p4, changed_at = @p5 WHERE id = @p6 · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- chat.DropCanned
DELETE FROM canned_texts WHERE id = @p1 ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- chat.Colleagues
SELECT u.id, u.name, p.online_until FROM users u LEFT JOIN presence p ON p.user_id = u.id AND p.online_until > @p1 WHERE u.role = 'operator' AND u.disabled_at IS NULL ORDER BY CASE WHEN p.user_id IS NULL THEN 1 ELSE 0 END, u.name, u.id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- chat.SetOnline
UPDATE "presence" SET online_until = '2000-01-01 00:01:00.000' WHERE (user_id IN ('01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAW'))
INSERT INTO presence (user_id, online_until) SELECT u.id, '2000-01-01 00:01:00.000' FROM users u WHERE u.id IN ('01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAW') AND NOT EXISTS (SELECT 1 FROM presence p WHERE p.user_id = u.id)
-- account.Create
INSERT INTO users (id, email, name, role, lang, password, factor_confirmed, factor_step, disabled_at, created_at, duties, scope, team_id) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13) · · · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.ByEmail
SELECT u.id, u.email, u.name, u.role, u.lang, u.password, u.factor_sealed, u.factor_confirmed, u.factor_step, u.disabled_at, u.created_at, u.duties, u.scope, u.team_id FROM users u WHERE u.email = @p1 ·
-- account.Staff
SELECT u.id, u.email, u.name, u.role, u.lang, u.password, u.factor_sealed, u.factor_confirmed, u.factor_step, u.disabled_at, u.created_at, u.duties, u.scope, u.team_id, (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen FROM users u WHERE u.role IN ('operator', 'manager') ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.name, u.id OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- account.Update
UPDATE users SET name = @p1, lang = @p2 WHERE id = @p3 · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.SetPassword
UPDATE users SET password = @p1 WHERE id = @p2 · ·
SELECT hash FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
DELETE FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.Disable
UPDATE "users" SET disabled_at = COALESCE(disabled_at, '2000-01-01 00:00:00.000') WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV')
SELECT hash FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
DELETE FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
SELECT COUNT(*) FROM users u WHERE u.id = @p1 AND u.duties LIKE '%administrator%' ·
-- account.Enable
UPDATE "users" SET disabled_at = NULL WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV')
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.OfferFactor
UPDATE users SET factor_sealed = @p1, factor_step = 0 WHERE id = @p2 AND factor_confirmed = @p3 · · ·
-- account.ConfirmFactor
UPDATE "users" SET factor_confirmed = CAST(1 AS bit), factor_step = 7 WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV') AND (factor_confirmed = CAST(0 AS bit)) AND (factor_sealed IS NOT NULL)
DELETE FROM recovery_codes WHERE user_id = @p1 ·
INSERT INTO recovery_codes (user_id, hash) VALUES (@p1, @p2) · ·
SELECT hash FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
DELETE FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.DropFactor
UPDATE "users" SET factor_sealed = NULL, factor_confirmed = CAST(0 AS bit), factor_step = 0 WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV')
DELETE FROM recovery_codes WHERE user_id = @p1 ·
SELECT hash FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
DELETE FROM sessions WHERE user_id = @p1 AND hash <> @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.UseStep
UPDATE "users" SET factor_step = 8 WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV') AND (factor_step < 8)
-- account.UseCode
DELETE FROM recovery_codes WHERE user_id = @p1 AND hash = @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.CodesLeft
SELECT COUNT(*) FROM recovery_codes WHERE user_id = @p1 ·
-- chat.CountOpen
SELECT count(*) FROM rooms AS r WHERE (r.state = 'open') AND (("r"."operator_id" IS NULL) OR ("r"."operator_id" = '01ARZ3NDEKTSV4RRFFQ69G5FAV'))
-- application.Board
SELECT a.id, a.number, a.client_id, c.name, a.product_id, a.version, a.slug, a.kind, a.product_names, a.state, a.seq, a.ask, a.quote, a.step, a.assignee_id, s.name, s.team_id, a.asked, a.offer, a.reason, a.room_id, a.begin_key, a.told_key, a.created_at, a.changed_at, a.since_at, a.submitted_at, a.ended_at, a.workflow_id, a.workflow_version, a.stage, a.round, a.stage_at FROM (SELECT a.id, a.since_at AS place FROM applications AS a WHERE (a.is_open = CAST(1 AS bit)) AND (a.kind = 'loan') AND (a.since_at <= '1999-12-25 00:00:00.000') AND (a.since_at >= '2000-01-01 00:00:00.000') AND ((a.since_at > '2000-01-01 00:00:00.000' OR a.id > '01ARZ3NDEKTSV4RRFFQ69G5FAW')) ORDER BY a.since_at, a.id OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS p JOIN applications AS a ON a.id = p.id JOIN users AS c ON c.id = a.client_id LEFT JOIN users AS s ON s.id = a.assignee_id ORDER BY p.place, p.id
-- application.Board of what has ended
SELECT id FROM users WHERE team_id = @p1 ·
SELECT a.id, a.number, a.client_id, c.name, a.product_id, a.version, a.slug, a.kind, a.product_names, a.state, a.seq, a.ask, a.quote, a.step, a.assignee_id, s.name, s.team_id, a.asked, a.offer, a.reason, a.room_id, a.begin_key, a.told_key, a.created_at, a.changed_at, a.since_at, a.submitted_at, a.ended_at, a.workflow_id, a.workflow_version, a.stage, a.round, a.stage_at FROM (SELECT p.id, p.place FROM (SELECT t.id, t.place FROM users AS w CROSS APPLY (SELECT a.id, a.since_at AS place FROM applications AS a WHERE (a.state = 'withdrawn') AND (a.submitted_at IS NOT NULL) AND (a.assignee_id = w.id) AND (a.since_at <= '2000-01-01 00:00:00.000') AND ((a.since_at < '2000-01-01 00:00:00.000' OR a.id < '01ARZ3NDEKTSV4RRFFQ69G5FAW')) ORDER BY a.since_at DESC, a.id DESC OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS t WHERE w.id IN ('01ARZ3NDEKTSV4RRFFQ69G5FAV') UNION ALL SELECT h0.id, h0.place FROM (SELECT a.id, a.since_at AS place FROM applications AS a WHERE (a.state = 'withdrawn') AND (a.submitted_at IS NOT NULL) AND (a.assignee_id IS NULL) AND (a.since_at <= '2000-01-01 00:00:00.000') AND ((a.since_at < '2000-01-01 00:00:00.000' OR a.id < '01ARZ3NDEKTSV4RRFFQ69G5FAW')) ORDER BY a.since_at DESC, a.id DESC OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS h0) AS p ORDER BY p.place DESC, p.id DESC OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS p JOIN applications AS a ON a.id = p.id JOIN users AS c ON c.id = a.client_id LEFT JOIN users AS s ON s.id = a.assignee_id ORDER BY p.place DESC, p.id DESC
-- application.Named
SELECT a.id, a.number, a.client_id, c.name, a.product_id, a.version, a.slug, a.kind, a.product_names, a.state, a.seq, a.ask, a.quote, a.step, a.assignee_id, s.name, s.team_id, a.asked, a.offer, a.reason, a.room_id, a.begin_key, a.told_key, a.created_at, a.changed_at, a.since_at, a.submitted_at, a.ended_at, a.workflow_id, a.workflow_version, a.stage, a.round, a.stage_at FROM (SELECT a.id, a.client_key AS place FROM applications AS a WHERE (a.state = 'refused') AND (a.client_key >= N'ков') AND (a.client_key < N'ков￿') AND (("a"."assignee_id" IS NULL) OR ("a"."assignee_id" = '01ARZ3NDEKTSV4RRFFQ69G5FAV')) AND (a.assignee_id IN (SELECT m.id FROM users m WHERE m.team_id = '01ARZ3NDEKTSV4RRFFQ69G5FAW')) ORDER BY a.client_key, a.id OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS p JOIN applications AS a ON a.id = p.id JOIN users AS c ON c.id = a.client_id LEFT JOIN users AS s ON s.id = a.assignee_id ORDER BY p.place, p.id
SELECT a.id, a.number, a.client_id, c.name, a.product_id, a.version, a.slug, a.kind, a.product_names, a.state, a.seq, a.ask, a.quote, a.step, a.assignee_id, s.name, s.team_id, a.asked, a.offer, a.reason, a.room_id, a.begin_key, a.told_key, a.created_at, a.changed_at, a.since_at, a.submitted_at, a.ended_at, a.workflow_id, a.workflow_version, a.stage, a.round, a.stage_at FROM (SELECT a.id, a.client_last AS place FROM applications AS a WHERE (a.state = 'refused') AND (a.client_last >= N'ков') AND (a.client_last < N'ков￿') AND (("a"."assignee_id" IS NULL) OR ("a"."assignee_id" = '01ARZ3NDEKTSV4RRFFQ69G5FAV')) AND (a.assignee_id IN (SELECT m.id FROM users m WHERE m.team_id = '01ARZ3NDEKTSV4RRFFQ69G5FAW')) ORDER BY a.client_last, a.id OFFSET 0 ROWS FETCH NEXT 51 ROWS ONLY) AS p JOIN applications AS a ON a.id = p.id JOIN users AS c ON c.id = a.client_id LEFT JOIN users AS s ON s.id = a.assignee_id ORDER BY p.place, p.id
-- application.Count
SELECT COUNT(*) FROM (SELECT p.id, p.place FROM (SELECT t.id, t.place FROM users AS w CROSS APPLY (SELECT a.id, a.changed_at AS place FROM applications AS a WHERE (a.waits = 'bank') AND (a.changed_at <= '2000-01-01 00:00:00.000') AND (a.assignee_id = w.id) ORDER BY a.changed_at, a.id OFFSET 0 ROWS FETCH NEXT 100 ROWS ONLY) AS t WHERE w.id IN ('01ARZ3NDEKTSV4RRFFQ69G5FAV') UNION ALL SELECT h0.id, h0.place FROM (SELECT a.id, a.changed_at AS place FROM applications AS a WHERE (a.waits = 'bank') AND (a.changed_at <= '2000-01-01 00:00:00.000') AND (a.assignee_id IS NULL) ORDER BY a.changed_at, a.id OFFSET 0 ROWS FETCH NEXT 100 ROWS ONLY) AS h0) AS p ORDER BY p.place, p.id OFFSET 0 ROWS FETCH NEXT 100 ROWS ONLY) AS p
-- contact.Tried
SELECT b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id, b.created_at, b.changed_at FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.operator_id = @p1 AND b.owed_to IS NOT NULL ORDER BY b.id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- contact.HandOver
SELECT COUNT(*) FROM users WHERE id = @p1 AND role = 'operator' AND disabled_at IS NULL ·
-- account.Directory
SELECT u.id, u.email, u.name, u.role, u.lang, u.password, u.factor_sealed, u.factor_confirmed, u.factor_step, u.disabled_at, u.created_at, u.duties, u.scope, u.team_id, t.name, u.leads, (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.role IN ('operator', 'manager') ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.name, u.id OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
SELECT user_id, kind, lang FROM staff_skills ORDER BY user_id, kind, lang
SELECT user_id, weekday, from_minute, until_minute FROM staff_hours ORDER BY user_id, weekday
SELECT user_id, day, from_minute, until_minute, note FROM staff_days WHERE day >= @p1 ORDER BY user_id, day ·
-- account.Colleague
SELECT u.id, u.email, u.name, u.role, u.lang, u.password, u.factor_sealed, u.factor_confirmed, u.factor_step, u.disabled_at, u.created_at, u.duties, u.scope, u.team_id, t.name, u.leads, (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.id = @p1 AND u.role IN ('operator', 'manager') ·
-- account.Teams
SELECT t.id, t.name, l.id, l.name, (SELECT COUNT(*) FROM users m WHERE m.team_id = t.id AND m.disabled_at IS NULL) AS members FROM teams t LEFT JOIN users l ON l.team_id = t.id AND l.leads IS NOT NULL ORDER BY t.name, t.id
-- account.AddTeam
INSERT INTO teams (id, name, created_at) VALUES (@p1, @p2, @p3) · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.ChangeTeam
UPDATE teams SET name = @p1 WHERE id = @p2 · ·
UPDATE users SET leads = NULL WHERE team_id = @p1 AND leads IS NOT NULL ·
UPDATE users SET leads = @p1 WHERE id = @p2 AND team_id = @p3 AND disabled_at IS NULL · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.RemoveTeam
SELECT COUNT(*) FROM users WHERE team_id = @p1 ·
-- account.SetSkills
DELETE FROM staff_skills WHERE user_id = @p1 ·
INSERT INTO staff_skills (user_id, kind, lang) VALUES (@p1, @p2, @p3) · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.SetWeek
DELETE FROM staff_hours WHERE user_id = @p1 ·
INSERT INTO staff_hours (user_id, weekday, from_minute, until_minute) VALUES (@p1, @p2, @p3, @p4) · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.SetDay
DELETE FROM staff_days WHERE user_id = @p1 AND day = @p2 · ·
INSERT INTO staff_days (user_id, day, from_minute, until_minute, note) VALUES (@p1, @p2, @p3, @p4, @p5) · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.DropDay
DELETE FROM staff_days WHERE user_id = @p1 AND day = @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.SetRights
SELECT COUNT(*) FROM teams WHERE id = @p1 ·
-- account.Invite
SELECT COUNT(*) FROM users WHERE email = @p1 ·
-- account.Invitation
SELECT i.id, i.email, i.name, i.role, i.invited_by, i.created_at, i.expires_at, i.duties, i.scope, i.team_id FROM invitations i WHERE i.hash = @p1 ·
-- account.Invitations
SELECT i.id, i.email, i.name, i.role, i.invited_by, i.created_at, i.expires_at, i.duties, i.scope, i.team_id FROM invitations i WHERE i.expires_at > @p1 ORDER BY i.created_at DESC, i.id DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- account.Accept
DELETE FROM invitations WHERE hash = @p1 ·
INSERT INTO users (id, email, name, role, lang, password, factor_confirmed, factor_step, disabled_at, created_at, duties, scope, team_id) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13) · · · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.Withdraw
DELETE FROM "invitations" WHERE (id = '01ARZ3NDEKTSV4RRFFQ69G5FAV')
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- account.Reserve
UPDATE attempt_keys SET touched_at = @p1 WHERE hash = @p2 · ·
SELECT attempted_at FROM attempts WHERE key_hash = @p1 AND attempted_at >= @p2 ORDER BY attempted_at OFFSET 0 ROWS FETCH NEXT @p3 ROWS ONLY · · ·
DELETE FROM attempts WHERE key_hash = @p1 AND attempted_at < @p2 · ·
INSERT INTO attempts (key_hash, attempted_at, id) VALUES (@p1, @p2, @p3) · · ·
-- account.Forgive
DELETE FROM attempts WHERE id = @p1 ·
-- session.Start
DELETE FROM sessions WHERE hash = @p1 ·
INSERT INTO sessions (hash, user_id, strong, started_at, seen_at, ends_at, address, device) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8) · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- session.Session
SELECT s.hash, s.user_id, s.strong, s.started_at, s.seen_at, s.ends_at, s.address, s.device, u.name, u.role, u.lang, u.disabled_at, u.factor_confirmed, u.duties, u.scope, u.team_id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = @p1 ·
-- session.Touch
UPDATE "sessions" SET seen_at = '2000-01-01 00:00:00.000' WHERE (hash IN ('one', 'two')) AND (seen_at < '2000-01-01 00:00:00.000') AND (NOT EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.disabled_at IS NOT NULL))
SELECT s.hash FROM sessions AS s JOIN users AS u ON u.id = s.user_id WHERE (s.hash IN ('one', 'two')) AND (u.disabled_at IS NULL)
-- session.OfUser
SELECT s.hash, s.user_id, s.strong, s.started_at, s.seen_at, s.ends_at, s.address, s.device FROM sessions s WHERE s.user_id = @p1 ORDER BY s.seen_at DESC, s.hash OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- session.End
DELETE FROM sessions WHERE hash = @p1 AND user_id = @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- session.Sweep
DELETE FROM replaced_sessions WHERE replaced_at < @p1 ·
DELETE FROM sessions WHERE ends_at < @p1 ·
DELETE FROM sessions WHERE seen_at < @p1 AND EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.role = 'client') ·
DELETE FROM sessions WHERE seen_at < @p1 AND EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.role <> 'client') ·
-- calendar.Book
SELECT weekday, opens, closes, places FROM opening_hours ORDER BY weekday
SELECT day, opens, closes, places, name_en, name_ru FROM holidays ORDER BY day DESC OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- calendar.Save
UPDATE opening_hours SET places = places
SELECT weekday, opens, closes, places FROM opening_hours ORDER BY weekday
SELECT day, opens, closes, places, name_en, name_ru FROM holidays ORDER BY day DESC OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
UPDATE opening_hours SET opens = @p1, closes = @p2, places = @p3 WHERE weekday = @p4 · · · ·
DELETE FROM holidays WHERE day >= @p1 ·
INSERT INTO holidays (day, opens, closes, places, name_en, name_ru) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- contact.Texts
SELECT purpose, version, lang, title, body, from_day FROM consent_texts ORDER BY purpose, version DESC, lang OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- contact.Latest
SELECT c.id, c.client_id, c.purpose, c.seq, c.given, c.version, c.lang, c.source, c.recorded_at, c.receipt_number FROM consents c WHERE c.client_id = @p1 AND c.seq = (SELECT MAX(l.seq) FROM consents l WHERE l.client_id = c.client_id AND l.purpose = c.purpose) ·
-- contact.History
SELECT c.id, c.client_id, c.purpose, c.seq, c.given, c.version, c.lang, c.source, c.recorded_at, c.receipt_number FROM consents c WHERE c.client_id = @p1 ORDER BY c.id DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- contact.Consent
SELECT c.id, c.client_id, c.purpose, c.seq, c.given, c.version, c.lang, c.source, c.recorded_at, c.receipt_number FROM consents c WHERE c.id = @p1 ·
-- contact.Record
SELECT c.id, c.client_id, c.purpose, c.seq, c.given, c.version, c.lang, c.source, c.recorded_at, c.receipt_number FROM consents c WHERE c.client_id = @p1 AND c.purpose = @p2 ORDER BY c.seq DESC OFFSET 0 ROWS FETCH NEXT @p3 ROWS ONLY · · ·
UPDATE counters SET value = value + 1 WHERE name = @p1; SELECT value FROM counters WHERE name = @p1 ·
INSERT INTO consents (client_id, purpose, seq, id, given, version, lang, source, recorded_at, receipt_number) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- contact.Preferences
SELECT phone, channel, days, from_hour, until_hour, changed_at FROM contact_preferences WHERE client_id = @p1 ·
-- contact.SetPreferences
UPDATE contact_preferences SET phone = @p1, channel = @p2, days = @p3, from_hour = @p4, until_hour = @p5, changed_at = @p6 WHERE client_id = @p7 · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- contact.Taken
SELECT starts_at, taken FROM callback_slots WHERE starts_at >= @p1 AND starts_at < @p2 ORDER BY starts_at OFFSET 0 ROWS FETCH NEXT @p3 ROWS ONLY · · ·
-- contact.Book
SELECT b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id, b.created_at, b.changed_at FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.owed_to = @p1 ·
UPDATE callback_slots SET taken = taken + 1 WHERE starts_at = @p1 AND taken < @p2 · ·
INSERT INTO callbacks (id, client_id, room_id, phone, note, starts_at, ends_at, state, tries, operator_id, created_at, changed_at, owed_to) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13) · · · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- contact.Booked
SELECT b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id, b.created_at, b.changed_at FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.owed_to = @p1 ·
-- contact.Callback
SELECT b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id, b.created_at, b.changed_at FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.id = @p1 ·
-- contact.Upcoming
SELECT b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id, b.created_at, b.changed_at FROM callbacks b JOIN users u ON u.id = b.client_id WHERE b.owed_to IS NOT NULL ORDER BY b.starts_at, b.id OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- contact.Settle
UPDATE callbacks SET state = @p1, tries = @p2, operator_id = @p3, changed_at = @p4, owed_to = @p5 WHERE id = @p6 AND state = @p7 AND tries = @p8 · · · · · · · ·
UPDATE callback_slots SET taken = taken - 1 WHERE starts_at = @p1 AND taken > 0 ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.Revision
SELECT revision FROM catalogue WHERE id = 1
-- product.Outlines
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.name_en, v.name_ru, v.author_id, v.approved_by, v.created_at, a.name, b.name, o.currency, o.amount_lo, o.amount_hi, o.term_lo, o.term_hi, o.rate_lo, o.rate_hi FROM products p JOIN product_versions v ON v.product_id = p.id LEFT JOIN product_offers o ON o.product_id = v.product_id AND o.number = v.number LEFT JOIN users a ON a.id = v.author_id LEFT JOIN users b ON b.id = v.approved_by ORDER BY p.position, p.id, v.number DESC, CASE o.currency WHEN 'RUB' THEN 0 ELSE 1 END, o.currency OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- view.Views
SELECT id, page, name, query, created_at FROM saved_views WHERE user_id = @p1 AND page = @p2 ORDER BY id OFFSET 0 ROWS FETCH NEXT @p3 ROWS ONLY · · ·
-- view.Put
UPDATE saved_views SET query = @p1 WHERE user_id = @p2 AND page = @p3 AND name = @p4 · · · ·
-- view.Drop
SELECT page FROM saved_views WHERE id = @p1 AND user_id = @p2 · ·
DELETE FROM saved_views WHERE id = @p1 AND user_id = @p2 · ·
-- product.Offered
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.archived = @p1 AND (v.until_day IS NULL OR v.until_day >= @p2) ORDER BY p.position, p.id, v.number DESC OFFSET 0 ROWS FETCH NEXT @p3 ROWS ONLY · · ·
-- product.Versions
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.slug = @p1 ORDER BY v.number DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- product.Version
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE v.product_id = @p1 AND v.number = @p2 · ·
-- product.Create
UPDATE catalogue SET revision = revision + 1 WHERE id = 1
INSERT INTO products (id, slug, kind, position, archived, created_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
INSERT INTO product_versions (product_id, number, from_day, until_day, name_en, name_ru, author_id, approved_by, created_at, content) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) · · · · · · · · · ·
INSERT INTO product_offers (product_id, number, currency, amount_lo, amount_hi, term_lo, term_hi, rate_lo, rate_hi) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.Change, a new version
UPDATE catalogue SET revision = revision + 1 WHERE id = 1
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.slug = @p1 ORDER BY v.number DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
UPDATE product_versions SET until_day = @p1 WHERE product_id = @p2 AND number = @p3 AND (until_day IS NULL OR until_day >= @p4) · · · ·
INSERT INTO product_versions (product_id, number, from_day, until_day, name_en, name_ru, author_id, approved_by, created_at, content) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) · · · · · · · · · ·
INSERT INTO product_offers (product_id, number, currency, amount_lo, amount_hi, term_lo, term_hi, rate_lo, rate_hi) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.Change, written anew
UPDATE catalogue SET revision = revision + 1 WHERE id = 1
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.slug = @p1 ORDER BY v.number DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
UPDATE product_versions SET name_en = @p1, name_ru = @p2, author_id = @p3, approved_by = @p4, created_at = @p5, content = @p6 WHERE product_id = @p7 AND number = @p8 AND from_day > @p9 · · · · · · · · ·
DELETE FROM product_offers WHERE product_id = @p1 AND number = @p2 · ·
INSERT INTO product_offers (product_id, number, currency, amount_lo, amount_hi, term_lo, term_hi, rate_lo, rate_hi) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.Change, archived
UPDATE catalogue SET revision = revision + 1 WHERE id = 1
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.slug = @p1 ORDER BY v.number DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
UPDATE products SET archived = @p1 WHERE id = @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.AddDraft
INSERT INTO product_drafts (id, slug, kind, position, product_id, base, base_at, revision, author_id, request_id, returned_id, created_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, NULL, NULL, @p10) · · · · · · · · · ·
INSERT INTO product_draft_editors (draft_id, user_id) VALUES (@p1, @p2) · ·
INSERT INTO product_draft_editors (draft_id, user_id) VALUES (@p1, @p2) · ·
INSERT INTO product_draft_revisions (draft_id, revision, saved_by, saved_at, from_day, content) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- product.Draft
SELECT d.id, d.slug, d.kind, d.position, d.product_id, d.base, d.base_at, d.revision, d.author_id, d.request_id, d.returned_id, d.created_at, r.saved_at, r.saved_by, u.name, r.from_day, r.content FROM product_drafts d JOIN product_draft_revisions r ON r.draft_id = d.id AND r.revision = d.revision JOIN users u ON u.id = r.saved_by WHERE d.id = @p1 ·
-- product.DraftOf
SELECT d.id, d.slug, d.kind, d.position, d.product_id, d.base, d.base_at, d.revision, d.author_id, d.request_id, d.returned_id, d.created_at, r.saved_at, r.saved_by, u.name, r.from_day, r.content FROM product_drafts d JOIN product_draft_revisions r ON r.draft_id = d.id AND r.revision = d.revision JOIN users u ON u.id = r.saved_by WHERE d.slug = @p1 ·
-- product.DraftsOf
SELECT d.id, d.slug, d.kind, d.position, d.product_id, d.base, d.base_at, d.revision, d.author_id, d.request_id, d.returned_id, d.created_at, r.saved_at, r.saved_by, u.name, r.from_day, r.content FROM product_drafts d JOIN product_draft_revisions r ON r.draft_id = d.id AND r.revision = d.revision JOIN users u ON u.id = r.saved_by WHERE EXISTS (SELECT 1 FROM product_draft_editors e WHERE e.draft_id = d.id AND e.user_id = @p1) ORDER BY r.saved_at DESC, d.id DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- product.Drafts
SELECT d.id, d.slug, d.kind, d.position, d.product_id, d.base, d.base_at, d.revision, d.author_id, d.request_id, d.returned_id, d.created_at, r.saved_at, r.saved_by, u.name, r.from_day, r.content FROM product_drafts d JOIN product_draft_revisions r ON r.draft_id = d.id AND r.revision = d.revision JOIN users u ON u.id = r.saved_by ORDER BY r.saved_at DESC, d.id DESC OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- product.HoldDraft
UPDATE product_drafts SET request_id = @p1, returned_id = NULL WHERE id = @p2 AND revision = @p3 AND request_id IS NULL · · ·
-- product.ReturnDraft
UPDATE product_drafts SET request_id = NULL, returned_id = @p1 WHERE request_id = @p2 · ·
-- product.DropDraft
SELECT id FROM product_drafts WHERE request_id = @p1 ·
-- product.ChangeWithin
UPDATE catalogue SET revision = revision + 1 WHERE id = 1
SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by, v.created_at, v.content FROM products p JOIN product_versions v ON v.product_id = p.id WHERE p.slug = @p1 ORDER BY v.number DESC OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
UPDATE product_versions SET name_en = @p1, name_ru = @p2, author_id = @p3, approved_by = @p4, created_at = @p5, content = @p6 WHERE product_id = @p7 AND number = @p8 AND from_day > @p9 · · · · · · · · ·
DELETE FROM product_offers WHERE product_id = @p1 AND number = @p2 · ·
INSERT INTO product_offers (product_id, number, currency, amount_lo, amount_hi, term_lo, term_hi, rate_lo, rate_hi) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) · · · · · · · · ·
-- the next revision of a draft
UPDATE product_drafts SET position = @p1, product_id = @p2, base = @p3, base_at = @p4, revision = @p5 WHERE id = @p6 AND request_id IS NULL · · · · · ·
INSERT INTO product_draft_editors (draft_id, user_id) VALUES (@p1, @p2) · ·
INSERT INTO product_draft_editors (draft_id, user_id) VALUES (@p1, @p2) · ·
INSERT INTO product_draft_revisions (draft_id, revision, saved_by, saved_at, from_day, content) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
-- a draft that goes
DELETE FROM product_draft_editors WHERE draft_id = @p1 ·
DELETE FROM product_draft_revisions WHERE draft_id = @p1 ·
DELETE FROM product_drafts WHERE id = @p1 ·
-- approval.AskEmergency
SELECT e.id, e.person_id, p.name, e.state, e.reason, e.minutes, e.asked_at, e.confirmed_by, c.name, e.confirmed_at, e.until_at, e.ended_by, x.name, e.ended_at FROM emergencies e JOIN users p ON p.id = e.person_id LEFT JOIN users c ON c.id = e.confirmed_by LEFT JOIN users x ON x.id = e.ended_by WHERE e.open_to = @p1 ·
INSERT INTO emergencies (id, person_id, open_to, state, reason, minutes, asked_at, confirmed_by, confirmed_at, until_at, ended_by, ended_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, NULL, NULL, NULL, NULL, NULL) · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- approval.Emergencies
SELECT e.id, e.person_id, p.name, e.state, e.reason, e.minutes, e.asked_at, e.confirmed_by, c.name, e.confirmed_at, e.until_at, e.ended_by, x.name, e.ended_at FROM emergencies e JOIN users p ON p.id = e.person_id LEFT JOIN users c ON c.id = e.confirmed_by LEFT JOIN users x ON x.id = e.ended_by ORDER BY e.id DESC OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- approval.OpenEmergencies
SELECT e.id, e.person_id, p.name, e.state, e.reason, e.minutes, e.asked_at, e.confirmed_by, c.name, e.confirmed_at, e.until_at, e.ended_by, x.name, e.ended_at FROM emergencies e JOIN users p ON p.id = e.person_id LEFT JOIN users c ON c.id = e.confirmed_by LEFT JOIN users x ON x.id = e.ended_by WHERE e.open_to IS NOT NULL ORDER BY e.open_to OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- approval.ChangeEmergency
UPDATE emergencies SET minutes = minutes WHERE id = @p1 ·
SELECT e.id, e.person_id, p.name, e.state, e.reason, e.minutes, e.asked_at, e.confirmed_by, c.name, e.confirmed_at, e.until_at, e.ended_by, x.name, e.ended_at FROM emergencies e JOIN users p ON p.id = e.person_id LEFT JOIN users c ON c.id = e.confirmed_by LEFT JOIN users x ON x.id = e.ended_by WHERE e.id = @p1 ·
-- the end of an emergency
UPDATE emergencies SET state = @p1, open_to = @p2, confirmed_by = @p3, confirmed_at = @p4, until_at = @p5, ended_by = @p6, ended_at = @p7 WHERE id = @p8 · · · · · · · ·
-- application.OpenStates
SELECT state FROM applications WHERE product_id = @p1 AND ended_at IS NULL ORDER BY state, id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- approval.Add
INSERT INTO approval_people (request_id, user_id, part) VALUES (@p1, @p2, @p3) · · ·
INSERT INTO approval_people (request_id, user_id, part) VALUES (@p1, @p2, @p3) · · ·
INSERT INTO approval_people (request_id, user_id, part) VALUES (@p1, @p2, @p3) · · ·
INSERT INTO approvals (id, kind, object, open_object, title_en, title_ru, author_id, author_part, state, decider_id, decider_part, asked_at, ended_at, reason, note, payload) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, NULL, NULL, @p10, NULL, '', '', @p11) · · · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- approval.Request
SELECT r.id, r.kind, r.object, r.title_en, r.title_ru, r.author_id, a.name, r.state, r.decider_id, d.name, r.asked_at, r.ended_at, r.reason, r.note, r.payload FROM approvals r JOIN users a ON a.id = r.author_id LEFT JOIN users d ON d.id = r.decider_id WHERE r.id = @p1 ·
-- approval.Inbox
SELECT r.id, r.kind, r.object, r.title_en, r.title_ru, r.author_id, a.name, r.state, r.decider_id, d.name, r.asked_at, r.ended_at, r.reason, r.note FROM approvals AS r JOIN users AS a ON a.id = r.author_id LEFT JOIN users AS d ON d.id = r.decider_id ORDER BY r.id DESC OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY
-- approval.Inbox, filtered
SELECT r.id, r.kind, r.object, r.title_en, r.title_ru, r.author_id, a.name, r.state, r.decider_id, d.name, r.asked_at, r.ended_at, r.reason, r.note FROM approvals AS r JOIN users AS a ON a.id = r.author_id LEFT JOIN users AS d ON d.id = r.decider_id WHERE (r.state = 'waiting') AND (r.author_id = '01ARZ3NDEKTSV4RRFFQ69G5FAV') AND (r.kind = 'product.version') AND (r.id >= '01M8FCXM400000000000000000') AND (r.id < '01M8HZAB400000000000000000') AND (r.id < '01ARZ3NDEKTSV4RRFFQ69G5FAW') ORDER BY r.id DESC OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY
-- approval.Waiting
SELECT r.id FROM approvals r WHERE r.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM approval_people p WHERE p.request_id = r.id AND p.user_id = @p1) ORDER BY r.id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- approval.Settle
UPDATE approvals SET state = state WHERE id = @p1 AND state = 'waiting' ·
SELECT r.id, r.kind, r.object, r.title_en, r.title_ru, r.author_id, a.name, r.state, r.decider_id, d.name, r.asked_at, r.ended_at, r.reason, r.note, r.payload FROM approvals r JOIN users a ON a.id = r.author_id LEFT JOIN users d ON d.id = r.decider_id WHERE r.id = @p1 ·
-- the end of a request
INSERT INTO approval_people (request_id, user_id, part) VALUES (@p1, @p2, @p3) · · ·
UPDATE approvals SET state = @p1, open_object = NULL, decider_id = @p2, decider_part = @p3, ended_at = @p4, reason = @p5, note = @p6 WHERE id = @p7 AND state = 'waiting' · · · · · · ·
-- report.Tally served by team
SELECT q.g, q.v, COUNT(*) FROM (SELECT COALESCE((SELECT w.team_id FROM users w WHERE w.id = e.operator_id), '') AS g, 0 AS v FROM room_endings e WHERE e.ended_at >= @p1 AND e.ended_at <= @p2 AND (@p3 = 1 OR e.operator_id IS NULL OR e.operator_id = @p4 OR e.operator_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR e.operator_id = @p7) AND (@p8 = '' OR e.operator_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR e.topic_id = @p11) AND e.ended_at < @p12) q GROUP BY q.g, q.v · · · · · · · · · · · ·
-- report.Tally conversion
SELECT q.g, q.v, COUNT(*) FROM (SELECT '' AS g, CASE WHEN EXISTS (SELECT 1 FROM applications a WHERE a.client_id = r.client_id AND a.submitted_at >= r.created_at AND a.submitted_at < DATEADD(day, 7, r.created_at)) THEN 1 ELSE 0 END AS v FROM rooms r WHERE r.created_at >= @p1 AND r.created_at <= @p2 AND (@p3 = 1 OR r.operator_id IS NULL OR r.operator_id = @p4 OR r.operator_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR r.operator_id = @p7) AND (@p8 = '' OR r.operator_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR r.topic_id = @p11) AND r.created_at < @p12) q GROUP BY q.g, q.v · · · · · · · · · · · ·
-- report.Tally conversion of all
SELECT '', q.v, COUNT(*) FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM applications a WHERE a.client_id = r.client_id AND a.submitted_at >= r.created_at AND a.submitted_at < DATEADD(day, 7, r.created_at)) THEN 1 ELSE 0 END AS v FROM rooms r WHERE r.created_at >= @p1 AND r.created_at < @p2) q GROUP BY q.v · ·
-- report.Tally served of all
SELECT '', 0, COUNT(*) FROM room_endings e WHERE e.ended_at >= @p1 AND e.ended_at < @p2 · ·
-- report.Tally handling of all by topic
SELECT q.g, q.v, COUNT(*) FROM (SELECT COALESCE(e.topic_id, '') AS g, DATEDIFF(second, e.taken_at, e.ended_at) AS v FROM room_endings e WHERE e.ended_at >= @p1 AND e.ended_at < @p2) q GROUP BY q.g, q.v · ·
-- report.Tally pace
SELECT q.g, q.v, COUNT(*) FROM (SELECT COALESCE(e.operator_id, '') AS g, DATEDIFF(hour, '1970-01-01', e.ended_at) AS v FROM room_endings e WHERE e.ended_at >= @p1 AND e.ended_at <= @p2 AND (@p3 = 1 OR e.operator_id IS NULL OR e.operator_id = @p4 OR e.operator_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR e.operator_id = @p7) AND (@p8 = '' OR e.operator_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR e.topic_id = @p11) AND e.ended_at < @p12) q GROUP BY q.g, q.v · · · · · · · · · · · ·
-- report.Tally decision
SELECT q.g, q.v, COUNT(*) FROM (SELECT COALESCE(a.state, '') AS g, DATEDIFF(second, a.submitted_at, d.at) AS v FROM application_events d JOIN applications a ON a.id = d.application_id WHERE d.act IN ('offer', 'refuse') AND NOT EXISTS (SELECT 1 FROM application_events p WHERE p.application_id = d.application_id AND p.seq < d.seq AND p.act IN ('offer', 'refuse')) AND d.at >= @p1 AND d.at <= @p2 AND (@p3 = 1 OR a.assignee_id IS NULL OR a.assignee_id = @p4 OR a.assignee_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR a.assignee_id = @p7) AND (@p8 = '' OR a.assignee_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR a.kind = @p11) AND (@p12 = '' OR a.state = @p13) AND d.at < @p14) q GROUP BY q.g, q.v · · · · · · · · · · · · · ·
-- report.Rows in_time
SELECT r.id, r.created_at, COALESCE(DATEDIFF(second, r.created_at, r.answered_at), -1), r.id, NULL, NULL, c.name, o.name, r.topic_id, NULL, NULL FROM rooms r LEFT JOIN users c ON c.id = r.client_id LEFT JOIN users o ON o.id = r.operator_id WHERE r.created_at >= @p1 AND r.created_at <= @p2 AND (@p3 = 1 OR r.operator_id IS NULL OR r.operator_id = @p4 OR r.operator_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR r.operator_id = @p7) AND (@p8 = '' OR r.operator_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR r.topic_id = @p11) AND (r.created_at < @p12 OR r.id < @p13) ORDER BY r.created_at DESC, r.id DESC OFFSET 0 ROWS FETCH NEXT @p14 ROWS ONLY · · · · · · · · · · · · · ·
-- report.Rows approval
SELECT d.application_id, d.at, CASE WHEN d.act = 'offer' THEN 1 ELSE 0 END, NULL, a.id, a.number, c.name, o.name, NULL, a.kind, a.state FROM application_events d JOIN applications a ON a.id = d.application_id LEFT JOIN users c ON c.id = a.client_id LEFT JOIN users o ON o.id = a.assignee_id WHERE d.act IN ('offer', 'refuse') AND NOT EXISTS (SELECT 1 FROM application_events p WHERE p.application_id = d.application_id AND p.seq < d.seq AND p.act IN ('offer', 'refuse')) AND d.at >= @p1 AND d.at <= @p2 AND (@p3 = 1 OR a.assignee_id IS NULL OR a.assignee_id = @p4 OR a.assignee_id IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND COALESCE(m.team_id, '') = @p5)) AND (@p6 = '' OR a.assignee_id = @p7) AND (@p8 = '' OR a.assignee_id IN (SELECT w.id FROM users w WHERE w.team_id = @p9)) AND (@p10 = '' OR a.kind = @p11) AND (@p12 = '' OR a.state = @p13) AND (d.at < @p14 OR d.application_id < @p15) ORDER BY d.at DESC, d.application_id DESC OFFSET 0 ROWS FETCH NEXT @p16 ROWS ONLY · · · · · · · · · · · · · · · ·
-- report.Cells in_time
SELECT q.h, q.o, q.t, q.k, q.s, q.v, COUNT(*) FROM (SELECT DATEDIFF(second, @p1, r.created_at) / 3600 AS h, COALESCE(r.operator_id, '') AS o, COALESCE(r.topic_id, '') AS t, COALESCE('', '') AS k, COALESCE('', '') AS s, COALESCE(DATEDIFF(second, r.created_at, r.answered_at), -1) AS v FROM rooms r WHERE r.created_at >= @p2 AND r.created_at < @p3) q GROUP BY q.h, q.o, q.t, q.k, q.s, q.v · · ·
-- report.Cells decision
SELECT q.h, q.o, q.t, q.k, q.s, q.v, COUNT(*) FROM (SELECT DATEDIFF(second, @p1, d.at) / 3600 AS h, COALESCE(a.assignee_id, '') AS o, COALESCE('', '') AS t, COALESCE(a.kind, '') AS k, COALESCE(a.state, '') AS s, DATEDIFF(second, a.submitted_at, d.at) AS v FROM application_events d JOIN applications a ON a.id = d.application_id WHERE d.act IN ('offer', 'refuse') AND NOT EXISTS (SELECT 1 FROM application_events p WHERE p.application_id = d.application_id AND p.seq < d.seq AND p.act IN ('offer', 'refuse')) AND d.at >= @p2 AND d.at < @p3) q GROUP BY q.h, q.o, q.t, q.k, q.s, q.v · · ·
-- report.Packs
SELECT d.figure, d.day, d.hours, d.version, d.content FROM figure_days d WHERE d.figure = @p1 AND d.facet = @p2 AND d.day >= @p3 AND d.day <= @p4 ORDER BY d.day · · · ·
-- report.Changed
SELECT DISTINCT c.day, c.hour FROM figure_changes c WHERE c.figure = @p1 AND c.day >= @p2 AND c.day <= @p3 · · ·
-- report.Keep first
INSERT INTO figure_days (hours, content, figure, facet, day, version) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
-- report.Keep
UPDATE figure_days SET version = version + 1, hours = @p1, content = @p2 WHERE figure = @p3 AND facet = @p4 AND day = @p5 AND version = @p6 · · · · · ·
UPDATE figure_days SET version = version + 1, hours = @p1, content = @p2 WHERE figure = @p3 AND facet = @p4 AND day = @p5 AND version = @p6 · · · · · ·
DELETE FROM figure_changes WHERE figure = @p1 AND day = @p2 AND hour = @p3 AND id = @p4 · · · ·
-- report.Changes
SELECT c.id, c.figure, c.day, c.hour FROM figure_changes c ORDER BY c.figure, c.day, c.hour, c.id OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- report.Days
SELECT d.figure, d.day, d.hours, d.version FROM figure_days d WHERE d.facet = @p1 ·
-- report.Begin
SELECT created_at FROM rooms ORDER BY created_at OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
SELECT submitted_at FROM applications WHERE submitted_at IS NOT NULL ORDER BY submitted_at OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY ·
-- report.Teams
SELECT id, COALESCE(team_id, '') FROM users WHERE role IN ('operator', 'manager')
-- report.Reader
SELECT name, role, duties, scope, team_id FROM users WHERE id = @p1 AND disabled_at IS NULL ·
-- report.AddSchedule
INSERT INTO export_schedules (id, owner_id, what, every, next_at, created_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6) · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- report.EndSchedule
DELETE FROM export_schedules WHERE id = @p1 AND owner_id = @p2 · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- report.SchedulesOf
SELECT s.id, s.owner_id, s.what, s.every, s.next_at, s.created_at FROM export_schedules s WHERE s.owner_id = @p1 ORDER BY s.id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- report.Due
SELECT s.id, s.owner_id, s.what, s.every, s.next_at, s.created_at FROM export_schedules s WHERE s.next_at <= @p1 ORDER BY s.next_at, s.id OFFSET 0 ROWS FETCH NEXT @p2 ROWS ONLY · ·
-- report.Take
UPDATE export_schedules SET next_at = @p1 WHERE id = @p2 AND next_at = @p3 · · ·
INSERT INTO jobs (id, kind, owner_id, once, open_once, input, state, holder, tries, done, total, note, size, due_at, created_at, finished_at, expires_at) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, '', 0, 0, 0, '', 0, @p8, @p9, NULL, NULL) · · · · · · · · ·
UPDATE audit_head SET seq = seq WHERE id = 1; SELECT seq, hash FROM audit_head WHERE id = 1
INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash) VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12); UPDATE audit_head SET seq = @p13, hash = @p14 WHERE id = 1 · · · · · · · · · · · · · ·
-- report.Names
SELECT id, name FROM teams
