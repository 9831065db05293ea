package static

import (
	"testing"
	"testing/fstest"
)

var files = fstest.MapFS{
	"dist/manifest.json":    {Data: []byte(`{"app.css":"app.01.css","icons.svg":"icons.02.svg"}`)},
	"dist/app.01.css":       {Data: []byte("plain")},
	"dist/app.01.css.br":    {Data: []byte("brotli")},
	"dist/app.01.css.gz":    {Data: []byte("gzip")},
	"dist/icons.02.svg":     {Data: []byte("<svg/>")},
	"dist/old.00.css":       {Data: []byte("of the build before")},
	"dist/manifest.json.gz": {Data: []byte("no asset")},
}

func TestABrowserGetsTheSmallestFormItUnderstands(t *testing.T) {
	names := readManifest(files)
	for _, tc := range []struct{ name, accept, content, encoding, kind string }{
		{"app.01.css", "gzip, deflate, br, zstd", "brotli", "br", "text/css; charset=utf-8"},
		{"app.01.css", "gzip", "gzip", "gzip", "text/css; charset=utf-8"},
		{"app.01.css", "br;q=0, gzip;q=0.5", "gzip", "gzip", "text/css; charset=utf-8"},
		{"app.01.css", "BR ; q=0.000, *", "gzip", "gzip", "text/css; charset=utf-8"},
		{"app.01.css", "*;q=0", "plain", "", "text/css; charset=utf-8"},
		{"app.01.css", "", "plain", "", "text/css; charset=utf-8"},
		{"icons.02.svg", "br, gzip", "<svg/>", "", "image/svg+xml"},
	} {
		f, ok := open(files, names, tc.name, tc.accept)
		if !ok || string(f.Content) != tc.content || f.Encoding != tc.encoding || f.Type != tc.kind || f.CacheControl != Immutable {
			t.Errorf("%s for %q: got %q %q %q %v, want %q %q",
				tc.name, tc.accept, f.Content, f.Encoding, f.Type, ok, tc.content, tc.encoding)
		}
	}
}

func TestNothingButTheBuildsFilesIsServed(t *testing.T) {
	names := readManifest(files)
	for _, name := range []string{
		"app.css", "old.00.css", "manifest.json", "manifest.json.gz", "app.01.css.br", "../embed.go", "", "dist/app.01.css",
	} {
		if f, ok := open(files, names, name, "br"); ok {
			t.Errorf("%q was served: %q", name, f.Content)
		}
	}
}

func TestABuildThatIsMissingIsAnEmptyManifest(t *testing.T) {
	for name, fs := range map[string]fstest.MapFS{
		"nothing built": {},
		"broken":        {"dist/manifest.json": {Data: []byte("{")}},
	} {
		if names := readManifest(fs); names == nil || len(names) != 0 {
			t.Errorf("%s: got %v", name, names)
		}
	}
}

func TestAnUnknownAssetKeepsItsName(t *testing.T) {
	if got := URL("no-such.css"); got != "/static/no-such.css" {
		t.Errorf("got %q", got)
	}
}
