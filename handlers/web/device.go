package web

import "strings"

// Marks in a User-Agent, in the order in which they decide: most browsers name others, too.
var (
	browsers = [][2]string{
		{"YaBrowser/", "Yandex"},
		{"EdgA/", "Edge"},
		{"EdgiOS/", "Edge"},
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	}
)

// DeviceName makes "Firefox, Windows" of a User-Agent, for a person who looks for a sign-in that isn't theirs. Empty when it
// names neither. It proves nothing: the browser says it of itself.
func DeviceName(agent string) string {
	var names []string
	for _, marks := range [][][2]string{browsers, systems} {
		for _, m := range marks {
			if strings.Contains(agent, m[0]) {
				names = append(names, m[1])
				break
			}
		}
	}
	return strings.Join(names, ", ")
}
