package demo

import "telemark/app/chat"

// texts are what the demo bank's operators answer with.
var texts = []chat.Canned{
	canned("hello", "Good day, {client}! My name is {operator}. How can I help?",
		"Здравствуйте, {client}! Меня зовут {operator}. Чем могу помочь?"),
	canned("deposit", "Our deposit “Pass” brings up to {rate:deposit-pass} a year. Shall I count it for your amount and term?",
		"Вклад «Перевал» приносит до {rate:deposit-pass} годовых. Посчитать на вашу сумму и срок?"),
	canned("loan", "The rate of our consumer loan begins at {rate:loan-tailwind}. The exact one depends on the amount and the term: the calculator on the page shows it, and I can count it here.",
		"Ставка по потребительскому кредиту — от {rate:loan-tailwind}. Точная зависит от суммы и срока: её покажет калькулятор на странице, могу посчитать и здесь."),
	canned("safe", "Please write no card number, code or password here. Whoever asks for them is not the bank.",
		"Пожалуйста, не пишите здесь номер карты, код или пароль. Тот, кто их спрашивает, — не банк."),
	canned("wait", "One moment, please: I am looking it up. It takes two or three minutes.",
		"Минуту, пожалуйста: уточняю. Это займёт две-три минуты."),
	canned("bye", "Thank you for writing to us, {client}. If anything else comes up, I am here.",
		"Спасибо за обращение, {client}. Если появятся вопросы, пишите."),
}

func canned(shortcut, en, ru string) chat.Canned {
	return chat.Canned{Shortcut: shortcut, Bodies: map[string]string{"en": en, "ru": ru}}
}
