package product

// Step is one page of an application's form. Labels stand in the data, so that a product can ask what no other asks.
type Step struct {
	ID     string            `json:"id"`
	Names  map[string]string `json:"names"` // by language
	Fields []Field           `json:"fields"`
}

// Field is one question of a form.
type Field struct {
	ID       string            `json:"id"` // of [a-z0-9_], unique within the form
	Type     FieldType         `json:"type"`
	Labels   map[string]string `json:"labels"`
	Helps    map[string]string `json:"helps,omitempty"`
	Optional bool              `json:"optional,omitempty"`
	Min      int64             `json:"min,omitempty"` // of amounts (minor units) and numbers; of a date: youngest age in years
	Max      int64             `json:"max,omitempty"` // likewise; of texts: characters; 0: no limit of its own
	Choices  []Choice          `json:"choices,omitempty"`
	When     *When             `json:"when,omitempty"` // asked only then
}

// Choice is one answer that can be picked.
type Choice struct {
	ID    string            `json:"id"`
	Names map[string]string `json:"names"`
}

// When makes a question depend on the answer to an earlier one.
type When struct {
	Field string `json:"field"`
	Is    string `json:"is"`
}

// FieldType says how a field is asked, checked and kept.
type FieldType string

// The types of fields. Passport and TaxID are sealed in the database, with a blind index for exact search.
const (
	TextField     FieldType = "text"
	NameField     FieldType = "name" // of a person
	AmountField   FieldType = "amount"
	NumberField   FieldType = "number"
	DateField     FieldType = "date"
	ChoiceField   FieldType = "choice"
	YesField      FieldType = "yes"
	PhoneField    FieldType = "phone"
	EmailField    FieldType = "email"
	CountryField  FieldType = "country"
	PassportField FieldType = "passport" // series and number of the national passport
	TaxIDField    FieldType = "tax_id"   // INN of a person: 12 digits with two check digits
)

// Sealed tells whether answers of the type are kept sealed.
func (t FieldType) Sealed() bool { return t == PassportField || t == TaxIDField }

// The fields that Rules read, by their ids, in whichever forms have them.
const (
	BornField      = "born"
	IncomeField    = "income"
	PaymentsField  = "payments"
	ResidenceField = "residence"
	WorkField      = "work"
)

// NoWork is the choice of WorkField of who has no work; every other choice is some work.
const NoWork = "no"

// Paper is a document wanted with an application.
type Paper struct {
	ID       string            `json:"id"`
	Names    map[string]string `json:"names"`
	Helps    map[string]string `json:"helps,omitempty"`
	Optional bool              `json:"optional,omitempty"`
}
