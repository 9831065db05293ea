package demo

import "telemark/app/product"

// The steps and questions of the demo bank's forms. The ids that rules read are product's.

func step(id string, name said, fields ...product.Field) product.Step {
	return product.Step{ID: id, Names: name.names(), Fields: fields}
}

func field(id string, kind product.FieldType, label said) product.Field {
	return product.Field{ID: id, Type: kind, Labels: label.names()}
}

func helped(f product.Field, help said) product.Field {
	f.Helps = help.names()
	return f
}

func bounded(f product.Field, lo, hi int64) product.Field {
	f.Min, f.Max = lo, hi
	return f
}

func optional(f product.Field) product.Field {
	f.Optional = true
	return f
}

func when(f product.Field, other, is string) product.Field {
	f.When = &product.When{Field: other, Is: is}
	return f
}

// choice takes ids and names in turn.
func choice(id string, label said, options ...option) product.Field {
	f := field(id, product.ChoiceField, label)
	for _, o := range options {
		f.Choices = append(f.Choices, product.Choice{ID: o.id, Names: o.name.names()})
	}
	return f
}

type option struct {
	id   string
	name said
}

func aboutYou() product.Step {
	return step("person", said{"About you", "О вас"},
		bounded(field("name", product.NameField, said{"Full name, as in the passport", "Фамилия, имя и отчество, как в паспорте"}), 0, 200),
		bounded(field(product.BornField, product.DateField, said{"Date of birth", "Дата рождения"}), 14, 120),
		helped(field("phone", product.PhoneField, said{"Mobile phone", "Мобильный телефон"}),
			said{"We send the code for signing here.", "На него придёт код для подписи."}),
		field("email", product.EmailField, said{"E-mail", "Электронная почта"}),
	)
}

func papersOfYours() product.Step {
	return step("identity", said{"Passport", "Паспорт"},
		helped(field("passport", product.PassportField, said{"Series and number of the passport", "Серия и номер паспорта"}),
			said{"Ten digits of the passport of the Russian Federation.", "Десять цифр паспорта гражданина России."}),
		helped(optional(field("tax_id", product.TaxIDField, said{"Taxpayer number (INN)", "ИНН"})),
			said{"Twelve digits. With it the check is faster.", "Двенадцать цифр. С ним проверка пройдёт быстрее."}),
		field(product.ResidenceField, product.CountryField, said{"Country where you live", "Страна, где вы живёте"}),
		bounded(field("address", product.TextField, said{"Address where you live", "Адрес проживания"}), 0, 300),
	)
}

func workAndIncome() product.Step {
	return step("work", said{"Work and income", "Работа и доход"},
		choice(product.WorkField, said{"What you live on", "Основной источник дохода"},
			option{"employed", said{"Employment", "Работа по найму"}},
			option{"business", said{"A business of my own", "Своё дело"}},
			option{"retired", said{"Pension", "Пенсия"}},
			option{product.NoWork, said{"No regular income", "Постоянного дохода нет"}},
		),
		when(bounded(field("employer", product.TextField, said{"Employer", "Место работы"}), 0, 200), product.WorkField, "employed"),
		helped(field(product.IncomeField, product.AmountField, said{"Income a month after tax, ₽", "Доход в месяц после налогов, ₽"}),
			said{"The average of the last six months.", "В среднем за последние полгода."}),
		helped(field(product.PaymentsField, product.AmountField, said{"Payments on other loans a month, ₽", "Платежи по другим кредитам в месяц, ₽"}),
			said{"0 when there are none.", "Если кредитов нет, укажите 0."}),
	)
}

func delivery() product.Step {
	return step("delivery", said{"Delivery", "Доставка"},
		choice("handover", said{"How to hand over the card", "Как передать карту"},
			option{"courier", said{"By courier", "Курьером"}},
			option{"office", said{"In an office", "В отделении"}},
		),
		when(bounded(field("delivery_address", product.TextField, said{"Address for the courier", "Адрес для курьера"}), 0, 300), "handover", "courier"),
	)
}

func paper(id string, name, help said, wanted bool) product.Paper {
	return product.Paper{ID: id, Names: name.names(), Helps: help.names(), Optional: !wanted}
}

func passportPages() product.Paper {
	return paper("passport", said{"Passport", "Паспорт"},
		said{"The pages with the photograph and with the registration.", "Разворот с фотографией и страница с регистрацией."}, true)
}

func incomeProof(wanted bool) product.Paper {
	return paper("income", said{"Proof of income", "Справка о доходах"},
		said{"From your employer or the tax service, for the last six months.", "От работодателя или из личного кабинета налоговой, за последние полгода."}, wanted)
}
