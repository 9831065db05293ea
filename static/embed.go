// Package static holds the assets that `npm run build` makes in static/dist: styles, scripts, icons and the brand's mark. Their
// names hold a hash of their content, so that a browser may keep them for ever; beside each stand its compressed forms.
// Before the build the package is empty and says so by Missing.
package static

import (
	"embed"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
)

// Prefix is the path under which a server answers with assets.
const Prefix = "/static/"

//go:embed all:dist
var dist embed.FS

// manifest maps an asset's plain name, "app.css", to the file of the present build, "app.0a1b2c3d4e.css".
var manifest = readManifest(dist)

func readManifest(files fs.FS) map[string]string {
	names := map[string]string{}
	b, err := fs.ReadFile(files, "dist/manifest.json")
	if err != nil || json.Unmarshal(b, &names) != nil {
		return map[string]string{}
	}
	return names
}

// Missing tells whether the assets have not been built.
func Missing() bool { return len(manifest) == 0 }

// URL is where a browser finds an asset: URL("app.css") is "/static/app.0a1b2c3d4e.css". A name that the build does not make
// keeps its plain form, which no server answers.
func URL(name string) string {
	if file, ok := manifest[name]; ok {
		return Prefix + file
	}
	return Prefix + name
}

// File is an asset as it goes over the wire.
type File struct {
	Content      []byte
	Type         string // of the content, with its charset
	Encoding     string // "br", "gzip" or "" for the Content-Encoding header
	CacheControl string
}

// Immutable is what a browser may do with a file whose name holds its hash: keep it for a year and never ask again.
const Immutable = "public, max-age=31536000, immutable"

// types of what the build makes. Nothing else is served.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Open finds a file of the build by its hashed name, in the smallest form that the request's Accept-Encoding allows. The answer
// differs by that header, so it needs `Vary: Accept-Encoding`. ok is false for every other name.
func Open(name, acceptEncoding string) (f File, ok bool) {
	return open(dist, manifest, name, acceptEncoding)
}

func open(files fs.FS, names map[string]string, name, acceptEncoding string) (f File, ok bool) {
	if !built(names, name) {
		return File{}, false
	}
	f.Type, f.CacheControl = types[path.Ext(name)], Immutable
	for _, form := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if form.encoding != "" && !accepts(acceptEncoding, form.encoding) {
			continue
		}
		b, err := fs.ReadFile(files, "dist/"+name+form.suffix)
		if err == nil {
			f.Content, f.Encoding = b, form.encoding
			return f, f.Type != ""
		}
	}
	return File{}, false
}

func built(names map[string]string, file string) bool {
	for _, f := range names {
		if f == file {
			return true
		}
	}
	return false
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3): the coding is named, or "*" is, and not with a weight of zero.
func accepts(header, coding string) bool {
	others := false
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		allowed := !refused(weight)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case coding:
			return allowed
		case "*":
			others = allowed
		}
	}
	return others
}

// refused tells whether a weight such as "q=0.000" is zero.
func refused(weight string) bool {
	q, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(weight, " ", "")), "q=")
	return ok && strings.Trim(q, "0.") == ""
}
