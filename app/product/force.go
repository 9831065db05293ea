package product

import "telemark/app"

// InForce is THE answer to "what holds on day D": of the versions of one product, in any order, the one that began last, unless
// it has ended. A product whose last version has ended is not offered: no earlier version comes back.
func InForce(versions []Version, day app.Day) (Version, bool) {
	at := -1
	for i, v := range versions {
		if v.From <= day && (at < 0 || v.From > versions[at].From) {
			at = i
		}
	}
	if at < 0 || versions[at].ended(day) {
		return Version{}, false
	}
	return versions[at], true
}

// ended tells whether the version's last day is over.
func (v Version) ended(day app.Day) bool { return v.Until != "" && v.Until < day }
