package contact

import "testing"

func TestAMaskedPhoneShowsItsCountryAndTwoDigits(t *testing.T) {
	for number, want := range map[string]string{"+79161234567": "+7 ••• •••-••-67", "+442079460018": "+44 •• •••• ••18", "": "", "odd": "odd"} {
		if got := MaskPhone(number); got != want {
			t.Errorf("%q is masked as %q, want %q", number, got, want)
		}
	}
}
