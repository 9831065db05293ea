package store

import (
	"bytes"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"telemark/app"
)

func FuzzTheEndingOfABackup(f *testing.F) {
	line, err := Manifest{DatabaseKey: "0badcafe", ColumnKeys: []string{"0badcafe"}, Bytes: 4}.line()
	if err != nil {
		f.Fatal(err)
	}
	good := append(append([]byte("page"), line...), bytes.Repeat([]byte("s"), signatureSize)...)
	good = append(good, '\n')
	if e, err := parseEnding(good, int64(len(good))); err != nil || e.Bytes != 4 || !bytes.Equal(e.line, line) {
		f.Fatalf("%+v, %v", e, err)
	}
	f.Add(good)
	f.Add(good[4:])
	f.Add([]byte("\n" + string(bytes.Repeat([]byte("s"), signatureSize)) + "\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, end []byte) {
		e, err := parseEnding(end, int64(len(end)))
		if err == nil && (e.Bytes < 0 || e.Bytes+int64(len(e.line)+len(e.signature)+1) != int64(len(end))) {
			t.Errorf("%+v does not cover its file", e)
		}
	})
}

func TestOfManyFilesOneGetsTheName(t *testing.T) {
	for range 50 {
		file := filepath.Join(t.TempDir(), "backup")
		var won atomic.Int32
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 8 {
			tmp, err := temporary(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				<-start
				if err := place(tmp, file); err == nil {
					won.Add(1)
				} else if app.KindOf(err) != app.Conflict {
					t.Error(err)
				}
			})
		}
		close(start)
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d files got the one name", won.Load())
		}
	}
}
