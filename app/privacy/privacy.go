// Package privacy is what a person can ask the bank about their own data: all of it in one file, and its erasure.
//
// An export is made in the background, by app/job: a zip with data.json, which programs read, index.html, which people read, and the
// person's own files in documents/. It is written as it is read, one record at a time, so that its size doesn't matter. Where the data
// comes from stands behind Source, a part for each noun. The keys of data.json are those of the sources' records: they stay as they are;
// times in it are UTC in ISO 8601, days are "2026-11-28", codes are the program's own words.
//
// A request for erasure is numbered and answered by people: what has to be kept, and why, is the law's.
package privacy

import (
	"context"
	"io"
	"time"

	"telemark/app"
	"telemark/app/job"
)

// Subject is the person whose data it is.
type Subject struct {
	Actor app.Actor
	By    app.Actor // who has the export made: the person, or somebody of the bank
	Lang  string    // of index.html

	read map[string]string // by Once
}

// Once answers what read found before under the key, or reads. The sources are read for each file of an export, but each opening of
// something sealed is recorded, and it was opened once.
func (of Subject) Once(key string, read func() (string, error)) (string, error) {
	if text, ok := of.read[key]; ok {
		return text, nil
	}
	text, err := read()
	if err == nil {
		of.read[key] = text
	}
	return text, err
}

// Source is one part of what the bank knows of a person.
type Source interface {
	// Section is its key in data.json; index.html shows it as "export.<section>".
	Section() string
	// Records gives each record of the subject, in order.
	Records(ctx context.Context, of Subject, each func(Record) error) error
}

// FileSource is a Source that has files of the person, too.
type FileSource interface {
	Source
	// Files gives each file. What Content reads is closed to nobody else until it has been read.
	Files(ctx context.Context, of Subject, each func(File) error) error
}

// File is a file of the person's own.
type File struct {
	Folder, Name string // in the zip; made safe before use
	At           time.Time
	Size         int64
	Content      io.Reader
}

// Record is one thing that the bank knows, field by field.
type Record []Field

// Field is one figure or word of a record. Value is a string, bool, int, int64, time.Time, *time.Time, app.Day, Code or Entries.
type Field struct {
	Key   string // in data.json; index.html shows it as "export.<key>"
	Value any
	Label string // in place of "export.<key>"
}

// Code is a word of the program's own, with what it is called in the reader's language.
type Code struct {
	Code string
	Text app.Text
	Name string // in place of Text
}

// Entries is a log within a record: it may be long, so it is read as it is written.
type Entries func(each func(Entry) error) error

// Entry is one entry of a log.
type Entry struct {
	At   time.Time
	Who  string
	What Code // what happened; empty: something was said
	Text string
}

// Service is what a person asks for.
type Service struct {
	Store   RequestStore
	Jobs    job.Store
	Hub     Publisher
	Sources []Source
	Say     func(lang string, t app.Text) string // puts a text into a language
	Erasing EraseStore
	// Seen records that somebody of the bank looks at somebody's data.
	Seen func(ctx context.Context, actor app.Actor, action, object string) error
	// EndSignIn keeps a client from signing in and ends their sessions and streams.
	EndSignIn func(ctx context.Context, client string) error
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }
