package privacy

import (
	"path"
	"strconv"
	"strings"
	"unicode"
)

// maxFileName is the longest name of a file or folder in the zip, in characters.
const maxFileName = 100

// placeOf is where a file stands in the zip: a name within documents/ that no other has, and that leads nowhere else on whatever
// system it is unpacked. Names differ in more than the case of their letters.
func placeOf(f File, taken map[string]bool) string {
	folder, name := safeName(f.Folder), safeName(f.Name)
	ending := path.Ext(name)
	for n := 1; ; n++ {
		place := path.Join("documents", folder, name)
		if n > 1 {
			place = path.Join("documents", folder, strings.TrimSuffix(name, ending)+" ("+strconv.Itoa(n)+")"+ending)
		}
		if key := strings.ToLower(place); !taken[key] {
			taken[key] = true
			return place
		}
	}
}

// safeName is one part of a path: no separator, no dots at its ends, nothing invisible, no name that Windows keeps for itself.
func safeName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/<>:"|?*`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > maxFileName {
		ending := []rune(path.Ext(name))
		if len(ending) > 10 {
			ending = nil
		}
		name = string(runes[:maxFileName-len(ending)]) + string(ending)
	}
	name = strings.Trim(name, " .")
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch {
	case name == "":
		return "document"
	case stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL" ||
		len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")):
		return "_" + name
	}
	return name
}
