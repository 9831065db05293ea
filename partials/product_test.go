package partials_test

import (
	"reflect"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
)

// Names that are put together from a family and an id are not seen by the test of texts.
func TestEverythingAProductIsMadeOfHasAName(t *testing.T) {
	var names []app.Text
	for _, k := range product.Kinds {
		names = append(names, k.Name(), k.Plural())
	}
	for _, id := range product.FeeIDs {
		names = append(names, product.Fee{ID: id}.Name())
	}
	for _, p := range []product.Per{product.Once, product.PerMonth, product.PerYear, product.PerAct} {
		names = append(names, p.Name())
	}
	for _, id := range product.CoverIDs {
		names = append(names, product.CoverName(id))
	}
	for _, id := range product.Segments {
		names = append(names, product.SegmentName(id))
	}
	names = append(names, product.Annuity.Name(), product.Differentiated.Name(), product.Monthly.Name(), product.Quarterly.Name(), product.AtEnd.Name())
	for _, part := range []any{
		product.DepositTerms{}, product.CreditTerms{}, product.CardTerms{}, product.InsuranceTerms{}, product.Rules{}, product.Field{}, product.Paper{},
	} {
		for f := range reflect.TypeOf(part).NumField() {
			if name, _, _ := strings.Cut(reflect.TypeOf(part).Field(f).Tag.Get("json"), ","); name != "id" {
				names = append(names, app.Text{ID: "product.at_" + name})
			}
		}
	}
	for _, lang := range []string{"en", "ru"} {
		texts := readTexts(t, lang)
		for _, name := range names {
			if texts[name.ID] == nil {
				t.Errorf("%s lacks %s", lang, name.ID)
			}
		}
		for key := range texts {
			if strings.HasPrefix(key, "product.at_") && !containsText(names, key) {
				t.Errorf("nothing is named by %s", key)
			}
		}
	}
}

func containsText(names []app.Text, key string) bool {
	for _, name := range names {
		if name.ID == key {
			return true
		}
	}
	return false
}
