package signon

import "slices"

// strong tells whether a token says that its person showed two factors: "mfa", or something known with something had or been, among the
// methods of RFC 8176; or a class that promises it. Nothing said is one factor.
func strong(amr []string, acr string) bool {
	has := func(words ...string) bool {
		return slices.ContainsFunc(amr, func(one string) bool { return slices.Contains(words, one) })
	}
	known, other := has("pwd", "pin", "kba"), has("otp", "hwk", "swk", "sc", "pop", "sms", "tel", "face", "fpt", "iris", "retina", "vbm")
	return has("mfa") || known && other || slices.Contains(strongClasses, acr)
}

// strongClasses are values of acr for more than one factor: OpenID EAP ACR Values 1.0, OpenID PAPE 1.0 and the REFEDS MFA Profile.
var strongClasses = []string{
	"phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor", "https://refeds.org/profile/mfa",
}
