package guard

// Header is one response header.
type Header struct{ Name, Value string }

// policy allows what our own pages need and nothing else: no inline script or style, no foreign host, no frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var always = []Header{
	{"Content-Security-Policy", policy},
	{"Referrer-Policy", "same-origin"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
	{"Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), " +
		"magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
}

// A year, subdomains included (RFC 6797); a browser that has seen it never comes by plain http again.
var strictTransport = Header{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"}

var overHTTPS = append(always[:len(always):len(always)], strictTransport)

// Headers are what every response carries. Streams, which write their own status line, write these too.
func Headers(https bool) []Header {
	if https {
		return overHTTPS
	}
	return always
}
