package demo

import (
	"telemark/app"
	"telemark/app/product"
)

var (
	mortgageSteps = []told{
		{said{"Fill in the application", "Заполните заявку"}, said{"10 minutes, before you have chosen a home", "10 минут, жильё можно выбрать потом"}},
		{said{"Get a decision", "Получите решение"}, said{"it is good for 90 days", "оно действует 90 дней"}},
		{said{"Choose a home", "Выберите жильё"}, said{"we check the papers and the price", "проверим документы и оценку"}},
		{said{"Sign the deal", "Выйдите на сделку"}, said{"in an office or online", "в отделении или онлайн"}},
	}
	homeInsured = told{
		said{"Which insurance is compulsory?", "Какая страховка обязательна?"},
		said{"That of the home itself, by law. Insurance of life and health is up to you.", "По закону — страхование самой недвижимости. Жизнь и здоровье страхуют по желанию."},
	}
	motherCapital = told{
		said{"Can maternity capital be used?", "Можно ли использовать материнский капитал?"},
		said{"Yes, as the down payment or a part of it, and for early repayment.", "Да, как первый взнос или его часть и для досрочного погашения."},
	}
)

func homeForm() []product.Step {
	return []product.Step{aboutYou(), papersOfYours(), workAndIncome(), step("home", said{"Home", "Жильё"},
		choice("home", said{"What you buy", "Что покупаете"},
			option{"new", said{"A flat in a new building", "Квартиру в новостройке"}},
			option{"ready", said{"A ready flat", "Готовую квартиру"}},
			option{"house", said{"A house with land", "Дом с участком"}},
		),
		field("chosen", product.YesField, said{"I have chosen a home", "Жильё уже выбрано"}),
		when(bounded(field("home_address", product.TextField, said{"Its address", "Его адрес"}), 0, 300), "chosen", "yes"),
		field("capital", product.YesField, said{"I use maternity capital", "Использую материнский капитал"}),
	)}
}

func homePapers() []product.Paper {
	return []product.Paper{
		passportPages(), incomeProof(true),
		paper("contract", said{"Preliminary contract of sale", "Предварительный договор купли-продажи"}, said{"When a home is chosen.", "Если жильё уже выбрано."}, false),
	}
}

func slopeMortgage() offering {
	s := story{
		name: said{"Mortgage “House by the Slope”", "Ипотека «Дом у склона»"},
		lead: said{
			"For a new or a ready home, up to 30 years. Choose equal payments or ones that grow smaller.",
			"На новостройку или готовое жильё, до 30 лет. Выбирайте равные платежи или уменьшающиеся.",
		},
		conditions: []told{
			{said{"Down payment", "Первоначальный взнос"}, said{"from 20 % of the price", "от 20 % стоимости"}},
			{said{"Security", "Обеспечение"}, said{"the home that you buy", "покупаемое жильё"}},
			{said{"Decision", "Решение"}, said{"within 24 working hours", "до 24 рабочих часов"}},
			earlyFree,
		},
		steps: mortgageSteps, questions: []told{homeInsured, motherCapital, fullCost}, documents: []told{loanPaper},
	}
	cells := grid("", []int64{600 * thousand, 6 * million, 60 * million}, []int{36, 121, 360, 360}, []app.Rate{184, 189}, []app.Rate{179, 184})
	salary := grid("salary", []int64{600 * thousand, 60 * million}, []int{36, 360, 360}, []app.Rate{174})
	return offering{slug: "mortgage-house-by-the-slope", kind: product.Mortgage, drift: tenth, content: product.Content{
		Texts: s.texts(),
		Attributes: product.Attributes{Credit: &product.CreditTerms{
			Methods: []product.Method{product.Annuity, product.Differentiated}, MinDown: int64(20 * percent), EarlyFree: true, Collateral: "home", DecisionIn: 24,
		}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: append(cells, salary...), Fees: []product.Fee{
			{ID: "appraisal", Per: product.Once, Minor: 6 * thousand, InCost: true},
			{ID: "insurance", Per: product.PerYear, Part: 3 * tenth, InCost: true},
		}}},
		Rules: borrower(21, 75, 40), Form: homeForm(), Papers: homePapers(),
	}, next: func(c *product.Content) { *c = shifted(*c, -4*tenth) }}
}

func familyMortgage() offering {
	s := story{
		name: said{"Family mortgage “Gentle Slope”", "Семейная ипотека «Пологий склон»"},
		lead: said{
			"6 % a year under the state programme for families with children under 7.",
			"6 % годовых по государственной программе для семей с детьми до 7 лет.",
		},
		conditions: []told{
			{said{"Who can have it", "Кому доступна"}, said{"families with a child who is not yet 7, or with a child with a disability", "семьям с ребёнком, которому ещё нет 7 лет, или с ребёнком с инвалидностью"}},
			{said{"Down payment", "Первоначальный взнос"}, said{"from 20.1 % of the price", "от 20,1 % стоимости"}},
			{said{"Largest amount", "Наибольшая сумма"}, said{"6 million ₽", "6 млн ₽"}},
			{said{"Home", "Жильё"}, said{"a new building, or a house that is being built", "новостройка или строящийся дом"}},
			earlyFree,
		},
		steps: mortgageSteps, questions: []told{homeInsured, motherCapital}, documents: []told{loanPaper},
	}
	form := homeForm()
	form[3].Fields = append(form[3].Fields, product.Field{
		ID: "child_born", Type: product.DateField, Labels: said{"Date of birth of the youngest child", "Дата рождения младшего ребёнка"}.names(),
	})
	birth := paper("birth", said{"Birth certificates of the children", "Свидетельства о рождении детей"}, said{"Of all children.", "На всех детей."}, true)
	return offering{slug: "mortgage-gentle-slope", kind: product.Mortgage, began: -4, content: product.Content{
		Texts: s.texts(),
		Attributes: product.Attributes{Credit: &product.CreditTerms{
			Methods: []product.Method{product.Annuity}, MinDown: int64(201 * tenth), EarlyFree: true, Collateral: "home", DecisionIn: 24,
		}},
		Tariffs: []product.Tariff{{
			Currency: app.RUB, Cells: grid("", []int64{600 * thousand, 6 * million}, []int{36, 360, 360}, []app.Rate{60}),
			Fees: []product.Fee{
				{ID: "appraisal", Per: product.Once, Minor: 6 * thousand, InCost: true},
				{ID: "insurance", Per: product.PerYear, Part: 3 * tenth, InCost: true},
			},
		}},
		Rules: borrower(21, 75, 40), Form: form, Papers: append(homePapers(), birth),
	}}
}
