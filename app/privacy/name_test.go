package privacy

import (
	"path/filepath"
	"strings"
	"testing"
)

// The attack: a file's name leads out of the folder into which the zip is unpacked, or over another file in it.
func TestNoFileOfAnExportLeadsOutOfItsFolder(t *testing.T) {
	taken := map[string]bool{}
	for _, name := range []string{
		"../../etc/passwd", `..\..\windows\system32\x.dll`, "/etc/passwd", "C:evil.exe", "..", ".", "", ".bashrc", "a\x00b.pdf", "CON", "com1.txt",
		"паспорт.pdf", "ПАСПОРТ.PDF", "паспорт.pdf", "evil\u202efdp.exe", strings.Repeat("д", 300) + ".pdf", "trailing. ", "a/b/c.pdf",
	} {
		for _, folder := range []string{"26-000001", "..", "../..", "/", ""} {
			place := placeOf(File{Folder: folder, Name: name}, taken)
			rest, inside := strings.CutPrefix(place, "documents/")
			if !inside || !filepath.IsLocal(place) || strings.Contains(rest, "..") || strings.Count(place, "/") != 2 || strings.ContainsAny(place, "\\:\x00\u202e") {
				t.Errorf("%q in %q stands at %q", name, folder, place)
			}
		}
	}
	if len(taken) != 18*5 {
		t.Errorf("%d places for %d files", len(taken), 18*5)
	}
}
