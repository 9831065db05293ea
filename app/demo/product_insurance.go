package demo

import (
	"telemark/app"
	"telemark/app/product"
)

var (
	insurancePaper = told{
		said{"General terms of insurance", "Общие условия страхования"},
		said{
			"The policy begins on the day that it names, at the earliest the day after the premium was paid, and lasts as long as it says.\n\nWho changes their mind within 30 days, and has had no damage, gets the whole premium back.\n\nDamage is reported within 5 working days, in the chat or by telephone. The decision comes within 10 working days after the last paper was received; the money within 5 working days after the decision.\n\nNot covered is what was done on purpose, or under alcohol or drugs, and what had already happened when the policy began.",
			"Полис начинает действовать в указанный в нём день, но не раньше дня после оплаты, и действует весь указанный срок.\n\nЕсли передумать в течение 30 дней и страховых случаев не было, вернём всю премию.\n\nО случае нужно сообщить за 5 рабочих дней в чате или по телефону. Решение примем за 10 рабочих дней после получения последнего документа, деньги выплатим за 5 рабочих дней после решения.\n\nСтраховка не покрывает умышленные действия, случаи в состоянии опьянения и то, что произошло до начала действия полиса.",
		},
	}
	insuranceSteps = []told{
		{said{"Fill in the application", "Заполните заявку"}, said{"5 minutes", "5 минут"}},
		{said{"Pay", "Оплатите"}, said{"by card or from an account", "картой или со счёта"}},
		{said{"Get the policy", "Получите полис"}, said{"by e-mail, at once", "сразу на электронную почту"}},
	}
	changedMind = told{
		said{"What if I change my mind?", "Что, если я передумаю?"},
		said{"Within 30 days we return the whole premium, if nothing has happened.", "В течение 30 дней вернём всю премию, если страховых случаев не было."},
	}
)

func ropeInsurance() offering {
	s := story{
		name: said{"Insurance “Safety Rope”", "Страховка «Страховочный трос»"},
		lead: said{
			"For accidents and serious illness: the whole sum at once, whatever the treatment costs.",
			"На случай травмы или тяжёлой болезни: вся сумма сразу, сколько бы ни стоило лечение.",
		},
		conditions: []told{
			{said{"The cover in detail", "Покрытие подробно"}, said{"accidents and serious illness that is found for the first time", "несчастные случаи и впервые выявленные тяжёлые болезни"}},
			{said{"Length of the policy", "Срок полиса"}, said{"12 months", "12 месяцев"}},
			{said{"Waiting time", "Период ожидания"}, said{"90 days for illness, none for accidents", "90 дней по болезням, по травмам нет"}},
			{said{"Sport", "Спорт"}, said{"skiing on marked slopes is covered", "катание на лыжах по размеченным трассам покрывается"}},
		},
		steps: insuranceSteps, questions: []told{changedMind}, documents: []told{insurancePaper},
	}
	return offering{slug: "insurance-safety-rope", kind: product.Insurance, began: -6, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Insurance: &product.InsuranceTerms{Covers: []string{"illness", "accident"}, Months: 12}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			flat("", 300*thousand, 1*million-1, 12*tenth), flat("", 1*million, 5*million, 9*tenth),
		}}},
		Rules: product.Rules{MinAge: 18, MaxAge: 65, Residence: []string{"RU"}, Jobless: true},
		Form: []product.Step{aboutYou(), papersOfYours(), step("health", said{"Health", "Здоровье"},
			field("ill", product.YesField, said{"I have a chronic illness or a disability", "У меня есть хроническое заболевание или инвалидность"}),
			when(bounded(field("illness", product.TextField, said{"Which", "Какое"}), 0, 300), "ill", "yes"),
			field("sport", product.YesField, said{"I take part in competitions", "Участвую в соревнованиях"}),
		)},
	}}
}

func warmInsurance() offering {
	s := story{
		name: said{"Insurance “Warm House”", "Страховка «Тёплый дом»"},
		lead: said{
			"The home, what is in it, and damage to neighbours: fire, water, theft.",
			"Жильё, имущество в нём и ущерб соседям: пожар, залив, кража.",
		},
		conditions: []told{
			{said{"The cover in detail", "Покрытие подробно"}, said{"fire, water, gas, theft; damage to neighbours up to a fifth of the sum", "пожар, залив, взрыв газа, кража; ущерб соседям до пятой части суммы"}},
			{said{"Length of the policy", "Срок полиса"}, said{"12 months", "12 месяцев"}},
			{said{"Your own part of a damage", "Франшиза"}, said{"5,000 ₽ of each damage", "5 000 ₽ по каждому случаю"}},
		},
		steps: insuranceSteps, questions: []told{changedMind, {
			said{"Does somebody come to look at the home?", "Нужен ли осмотр жилья?"},
			said{"Up to 5 million ₽ not; above that photographs are enough.", "До 5 млн ₽ нет, для большей суммы хватит фотографий."},
		}}, documents: []told{insurancePaper},
	}
	return offering{slug: "insurance-warm-house", kind: product.Insurance, began: -2, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Insurance: &product.InsuranceTerms{Covers: []string{"home", "liability"}, Months: 12, Excess: 5 * thousand}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			flat("", 500*thousand, 5*million-1, 4*tenth), flat("", 5*million, 30*million, 3*tenth),
		}}},
		Rules: product.Rules{MinAge: 18, Jobless: true},
		Form: []product.Step{aboutYou(), papersOfYours(), step("home", said{"Home", "Жильё"},
			choice("home", said{"What you insure", "Что страхуете"}, option{"flat", said{"A flat", "Квартиру"}}, option{"house", said{"A house", "Дом"}}),
			bounded(field("home_address", product.TextField, said{"Its address", "Адрес жилья"}), 0, 300),
			bounded(field("area", product.NumberField, said{"Its area, m²", "Площадь, м²"}), 5, 2000),
			field("rented", product.YesField, said{"I let it", "Сдаю жильё"}),
		)},
		Papers: []product.Paper{paper("photos", said{"Photographs of the home", "Фотографии жилья"},
			said{"For sums above 5 million ₽.", "Если сумма больше 5 млн ₽."}, false)},
	}}
}

func patrolInsurance() offering {
	s := story{
		name: said{"Insurance “Ski Patrol”", "Страховка «Лыжный патруль»"},
		lead: said{
			"Medical help and rescue on journeys abroad, for a whole year and any number of trips.",
			"Медицинская помощь и спасение в поездках за границу: на весь год и любое число поездок.",
		},
		conditions: []told{
			{said{"The cover in detail", "Покрытие подробно"}, said{"treatment, rescue and the way home; accidents", "лечение, спасательные работы и возвращение домой; несчастные случаи"}},
			{said{"One trip", "Одна поездка"}, said{"up to 90 days", "до 90 дней"}},
			{said{"Sport", "Спорт"}, said{"skiing and snowboarding, off the marked slopes with a guide only", "лыжи и сноуборд, вне трасс только с гидом"}},
		},
		steps: insuranceSteps, questions: []told{changedMind}, documents: []told{insurancePaper},
	}
	return offering{slug: "insurance-ski-patrol", kind: product.Insurance, content: product.Content{
		Texts:      s.texts(),
		Attributes: product.Attributes{Insurance: &product.InsuranceTerms{Covers: []string{"travel", "accident"}, Months: 12}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			flat("", 1*million, 3*million-1, 5*tenth), flat("", 3*million, 10*million, 4*tenth),
		}}},
		Rules: product.Rules{MinAge: 18, MaxAge: 75, Jobless: true},
		Form: []product.Step{aboutYou(), papersOfYours(), step("journey", said{"Journeys", "Поездки"},
			bounded(field("countries", product.TextField, said{"Where you go", "Куда поедете"}), 0, 200),
			field("sport", product.YesField, said{"I ski or snowboard", "Катаюсь на лыжах или сноуборде"}),
		)},
	}, next: func(c *product.Content) { *c = shifted(*c, tenth/2) }}
}
