package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// saved is a database with something in it, and a backup of it.
type saved struct {
	config store.Config
	db     *store.DB
	file   string // the backup
	said   store.Manifest
}

func save(t *testing.T) saved {
	t.Helper()
	c := storetest.Embedded(t)
	s := saved{config: c, db: storetest.Open(t, c), file: filepath.Join(t.TempDir(), "backup")}
	b := newBank(t, s.db)
	anna, olga := b.person("Annabelle-Secretname", app.Client), b.person("Olga", app.Operator)
	for range 3 {
		room := b.open(anna, "my-secret-message").ID
		b.take(olga, room)
		for range 20 {
			b.post(anna, room, strings.Repeat("тайна-secret ", 50))
		}
	}
	s.said = s.backup(t, s.file)
	return s
}

func (s saved) backup(t *testing.T, file string) store.Manifest {
	t.Helper()
	m, err := s.db.Backup(t.Context(), file, []string{"0badcafe"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// elsewhere is a new place for a database, with the key of the old one.
func (s saved) elsewhere(t *testing.T) store.Config {
	t.Helper()
	c := storetest.Embedded(t)
	c.Key = s.config.Key
	return c
}

func restored() app.Audit { return record("database.restore", "backup") }

// contents are the names in a folder that begin so.
func contents(t *testing.T, dir, start string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), start) {
			names = append(names, e.Name())
		}
	}
	return names
}

func path(c store.Config) string { return strings.TrimPrefix(c.URL, "sqlite:") }

func TestARestoredDatabaseHoldsAllRows(t *testing.T) {
	s := save(t)
	want := store.Rows(t, s.db)
	to := s.elsewhere(t)
	r, err := store.Restore(t.Context(), to, s.file, false, restored())
	if err != nil || r.Kept != "" || len(r.Applied) != 0 || r.Schema != s.said.Schema || !r.Made.Equal(s.said.Made) {
		t.Fatalf("%+v, %v", r, err)
	}
	if names := contents(t, filepath.Dir(path(to)), ""); len(names) != 1 {
		t.Errorf("the restore left %v", names)
	}
	if info, err := os.Stat(path(to)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the restored file: %v, %v", info.Mode(), err)
	}
	db := storetest.Open(t, to)
	if n, err := db.VerifyAudit(t.Context()); err != nil || n < 2 {
		t.Errorf("the audit chain: %d, %v", n, err)
	}
	got := store.Rows(t, db)
	for _, name := range []string{"audit", "audit_head"} { // the restore itself is recorded
		if got[name] == want[name] {
			t.Errorf("%s has no record of the restore", name)
		}
		delete(got, name)
		delete(want, name)
	}
	if !maps.Equal(got, want) {
		t.Errorf("restored %v\nwant %v", got, want)
	}
}

// One process posts, another one makes the backup. What is in it must be the state of one moment.
func TestABackupAmidPostsIsOneMoment(t *testing.T) {
	c := storetest.Embedded(t)
	serving, other := storetest.Open(t, c), storetest.Open(t, c)
	b := newBank(t, serving)
	anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
	const writers = 4
	rooms := make([]string, writers)
	for i := range rooms {
		rooms[i] = b.open(anna, "hello").ID
		for range 200 {
			b.post(anna, rooms[i], strings.Repeat("text ", 200))
		}
	}
	var posts, slowest atomic.Int64
	var all sync.WaitGroup
	end := make(chan struct{})
	for _, room := range rooms {
		all.Go(func() {
			b.take(olga, room)
			for {
				select {
				case <-end:
					return
				default:
				}
				begin := time.Now()
				if _, err := b.chat.Post(t.Context(), anna, room, draft("one more")); err != nil {
					t.Error(err)
					return
				}
				posts.Add(1)
				slowest.Store(max(slowest.Load(), int64(time.Since(begin))))
			}
		})
	}
	var files []string
	for posts.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	before := posts.Load()
	for range 5 {
		file := filepath.Join(t.TempDir(), "backup")
		if _, err := other.Backup(t.Context(), file, nil); err != nil {
			t.Error(err)
		}
		files = append(files, file)
	}
	during := posts.Load() - before
	close(end)
	all.Wait()
	t.Logf("%d posts during 5 backups, the slowest took %v", during, time.Duration(slowest.Load()))
	if during < 5 || time.Duration(slowest.Load()) > 3*time.Second {
		t.Errorf("the backups held the writers up: %d posts, the slowest took %v", during, time.Duration(slowest.Load()))
	}
	least := int64(writers*202) + before
	for _, file := range files {
		least = consistent(t, c.Key, file, rooms, least)
	}
}

// consistent restores a backup and looks at what must agree. It returns how many entries the logs have: never fewer than before.
func consistent(t *testing.T, key secret.Key, file string, rooms []string, least int64) (entries int64) {
	t.Helper()
	to := storetest.Embedded(t)
	to.Key = key
	if _, err := store.Restore(t.Context(), to, file, false, restored()); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, to)
	if _, err := db.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	for _, id := range rooms {
		room, err := db.Chat().Room(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		log := newBank(t, db).log(id)
		if err := gapless(log); err != nil || room.Seq != int64(len(log)) {
			t.Errorf("the room counts %d entries, its log has %d, %v", room.Seq, len(log), err)
		}
		entries += room.Seq
	}
	if entries < least {
		t.Errorf("the backup has %d entries; %d were stored before it began", entries, least)
	}
	return entries
}

// The attack: somebody finds the backup.
func TestABackupHoldsNoPlainText(t *testing.T) {
	s := save(t)
	data, err := os.ReadFile(s.file)
	if err != nil || len(data) < 100_000 {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	for _, word := range []string{"SQLite format", "CREATE TABLE", "users", "ecret", "тайна", "Annabelle", s.config.Key.Hex(), s.config.Key.Text()} {
		if bytes.Contains(data, []byte(word)) {
			t.Errorf("the backup holds %q", word)
		}
	}
	if zeros := bytes.Repeat([]byte{0}, 64); bytes.Contains(data, zeros) {
		t.Error("the backup holds 64 zeros in a row: a page that is not encrypted")
	}
	info, err := os.Stat(s.file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	m, err := store.ReadManifest(s.file)
	if err != nil || m.DatabaseKey != s.config.Key.ID() || len(m.ColumnKeys) != 1 || m.ColumnKeys[0] != "0badcafe" || m.Schema < 1 {
		t.Errorf("without the key it says %+v, %v", m, err)
	}
}

func TestABackupOverwritesNothing(t *testing.T) {
	s := save(t)
	first, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{s.file, path(s.config)} {
		_, err := s.db.Backup(t.Context(), file, nil)
		kindIs(t, err, app.Conflict)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(t.TempDir(), "nowhere"), link); err != nil {
		t.Fatal(err)
	}
	_, err = s.db.Backup(t.Context(), link, nil)
	kindIs(t, err, app.Conflict)
	if again, err := os.ReadFile(s.file); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the first backup changed, %v", err)
	}
	if names := contents(t, filepath.Dir(s.file), ""); len(names) != 1 {
		t.Errorf("the refusal left %v", names)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.db.Backup(ctx, s.file+"2", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup that was called off: %v", err)
	}
	if names := contents(t, filepath.Dir(s.file), ""); len(names) != 1 {
		t.Errorf("a backup that was called off left %v", names)
	}
}

// The attack: somebody who can write where backups lie wants the bank to restore what they have made of one.
func TestAChangedBackupIsRefused(t *testing.T) {
	s := save(t)
	good, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	to, file := s.elsewhere(t), filepath.Join(t.TempDir(), "changed")
	refused := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Restore(t.Context(), to, file, false, restored())
		if app.KindOf(err) != app.Invalid {
			t.Errorf("%s: %v", what, err)
		}
		if names := contents(t, filepath.Dir(path(to)), ""); len(names) != 0 {
			t.Fatalf("%s: left %v", what, names)
		}
	}
	flipped := func(at int, bit byte) {
		data := bytes.Clone(good)
		data[at] ^= bit
		refused(fmt.Sprintf("a flipped bit in byte %d of %d", at, len(good)), data)
	}
	for at := 0; at < int(s.said.Bytes); at += 4096 - 7 { // each page, at another place
		flipped(at, 1<<(at%8))
	}
	for at := int(s.said.Bytes); at < len(good); at++ {
		flipped(at, 1<<(at%8))
	}
	for _, size := range []int{0, 1, 44, 4096, int(s.said.Bytes), len(good) - 45, len(good) - 1} {
		refused(fmt.Sprintf("only %d bytes", size), good[:size])
	}
	refused("without its first page", good[4096:])
	refused("with more in front", append([]byte("x"), good...))
	refused("with more behind", append(bytes.Clone(good), good[s.said.Bytes:]...))
	swapped := bytes.Clone(good)
	copy(swapped[4096:], good[8192:12288])
	copy(swapped[8192:], good[4096:8192])
	refused("with two pages swapped", swapped)

	other := s.file + "2"
	if err := s.db.Set(t.Context(), "name", "value", record("setting.set", "name")); err != nil {
		t.Fatal(err)
	}
	if m := s.backup(t, other); m.Bytes != s.said.Bytes {
		t.Fatalf("the two backups differ in size: %d and %d", m.Bytes, s.said.Bytes)
	}
	later, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	refused("with the ending of another one", append(bytes.Clone(good[:s.said.Bytes]), later[len(later)-(len(good)-int(s.said.Bytes)):]...))

	if err := os.WriteFile(file, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), to, file, false, restored()); err != nil {
		t.Errorf("unchanged again: %v", err)
	}
}

func TestARefusedBackupSaysWhy(t *testing.T) {
	s := save(t)
	good, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	page := bytes.Clone(good)
	page[5000] ^= 1
	stranger := storetest.Embedded(t)
	for name, c := range map[string]struct {
		to   store.Config
		file string
		want string
	}{
		"another file":    {s.elsewhere(t), file("letter", "Dear bank,\n"+strings.Repeat("many words\n", 50)), "store.backup_none"},
		"a database":      {s.elsewhere(t), path(s.config), "store.backup_none"},
		"a folder":        {s.elsewhere(t), dir, "store.backup_none"},
		"cut short":       {s.elsewhere(t), file("cut", string(good[:len(good)/2])), "store.backup_none"},
		"a changed page":  {s.elsewhere(t), file("page", string(page)), "store.backup_changed"},
		"a later format":  {s.elsewhere(t), file("format", strings.Replace(string(good), "backup 1 {", "backup 2 {", 1)), "store.backup_ahead"},
		"another key":     {stranger, s.file, "store.backup_key"},
		"no key":          {store.Config{URL: stranger.URL}, s.file, "store.backup_key"},
		"a later program": {s.elsewhere(t), s.ahead(t), "store.backup_ahead"},
	} {
		_, err := store.Restore(t.Context(), c.to, c.file, false, restored())
		e, ok := errors.AsType[*app.Error](err)
		if !ok || e.Text.ID != c.want {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want == "store.backup_key" && e.Text.Args["Key"] != s.config.Key.ID() {
			t.Errorf("%s: it names the key %v", name, e.Text.Args["Key"])
		}
		if names := contents(t, filepath.Dir(path(c.to)), ""); len(names) != 0 {
			t.Errorf("%s: left %v", name, names)
		}
	}
	if _, err := store.Restore(t.Context(), store.Config{URL: "sqlserver://x"}, s.file, false, restored()); !errors.Is(err, store.ErrServer) {
		t.Errorf("onto a server: %v", err)
	}
}

// ahead is a backup of a database that a later program has been at.
func (s saved) ahead(t *testing.T) string {
	t.Helper()
	if err := store.Exec(t.Context(), s.db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ahead")
	s.backup(t, file)
	return file
}

func TestAnOlderBackupIsBroughtUpToDate(t *testing.T) {
	c := storetest.Embedded(t)
	db, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store.SetOlderSchema(t, db)
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "old")
	if m, err := db.Backup(t.Context(), file, nil); err != nil || m.Schema != store.OlderMigration(t) {
		t.Fatalf("%+v, %v", m, err)
	}
	to := storetest.Embedded(t)
	to.Key = c.Key
	r, err := store.Restore(t.Context(), to, file, false, restored())
	if err != nil || len(r.Applied) != 1 {
		t.Errorf("applied %v, %v", r.Applied, err)
	}
}

func TestARestoreLeavesADatabaseAloneUnlessTold(t *testing.T) {
	s := save(t)
	rows := store.Rows(t, s.db)
	to := s.elsewhere(t)
	db, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	newBank(t, db).person("Boris", app.Client)
	old := store.Rows(t, db)

	_, err = store.Restore(t.Context(), to, s.file, false, restored())
	kindIs(t, err, app.Conflict)
	_, err = store.Restore(t.Context(), to, s.file, true, restored())
	kindIs(t, err, app.Conflict)
	if e, ok := errors.AsType[*app.Error](err); !ok || e.Text.ID != "store.file_used" {
		t.Errorf("while it is open: %v", err)
	}
	if got := store.Rows(t, db); !maps.Equal(got, old) {
		t.Errorf("the refusals changed %v to %v", old, got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	r, err := store.Restore(t.Context(), to, s.file, true, restored())
	if err != nil || filepath.Dir(r.Kept) != filepath.Dir(path(to)) {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := store.Rows(t, storetest.Open(t, to)); got["messages"] != rows["messages"] || got["users"] != rows["users"] {
		t.Errorf("in its place is %v", got)
	}
	kept := to
	kept.URL = "sqlite:" + r.Kept
	if got := store.Rows(t, storetest.Open(t, kept)); !maps.Equal(got, old) {
		t.Errorf("kept is %v\nwant %v", got, old)
	}
}

// What a crash leaves is kept too: a file, and a log with all that is newer. Were the log left behind, SQLite would take it for
// that of the restored database, which has the same key.
func TestAReplacedDatabaseTakesItsLogAlong(t *testing.T) {
	s := save(t)
	rows := store.Rows(t, s.db)
	crashed := s.elsewhere(t)
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(path(s.config) + end)
		if err != nil || len(data) == 0 {
			t.Fatal(len(data), err)
		}
		if err := os.WriteFile(path(crashed)+end, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := store.Restore(t.Context(), crashed, s.file, true, restored())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"test.db": 1, "test.db.replaced-": 2} {
		if got := contents(t, filepath.Dir(path(crashed)), name); want == 1 && !slices.Contains(got, name) || want == 2 && len(got) != want {
			t.Errorf("the folder has %v", got)
		}
	}
	if got := store.Rows(t, storetest.Open(t, crashed)); got["messages"] != rows["messages"] {
		t.Errorf("restored %v", got)
	}
	crashed.URL = "sqlite:" + r.Kept
	if got := store.Rows(t, storetest.Open(t, crashed)); !maps.Equal(got, rows) {
		t.Errorf("kept %v\nwant %v", got, rows)
	}

	stray := s.elsewhere(t)
	if err := os.WriteFile(path(stray)+"-wal", []byte("a log without its database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = store.Restore(t.Context(), stray, s.file, false, restored())
	kindIs(t, err, app.Conflict)
}

func TestADatabaseThatNobodyCanOpenMayBeReplaced(t *testing.T) {
	s := save(t)
	to := s.elsewhere(t)
	if err := os.WriteFile(path(to), bytes.Repeat([]byte("rubbish "), 1024), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := store.Restore(t.Context(), to, s.file, true, restored())
	if err != nil {
		t.Fatal(err)
	}
	storetest.Open(t, to)
	if data, err := os.ReadFile(r.Kept); err != nil || !bytes.HasPrefix(data, []byte("rubbish")) {
		t.Errorf("kept is %.20q, %v", data, err)
	}
}
