package demo

import (
	"time"

	"telemark/app/chat"
)

// talk is a conversation of the demo bank: of which client, with which operator, about what, how long before the start.
type talk struct {
	client, operator int // index into people
	topic            string
	ago              time.Duration
	steps            []chat.Step
}

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

func asks(after time.Duration, body string) chat.Step {
	return chat.Step{After: after, Do: chat.Asks, Body: body}
}

func answers(after time.Duration, body string) chat.Step {
	return chat.Step{After: after, Do: chat.Answers, Body: body}
}

func notes(after time.Duration, body string) chat.Step {
	return chat.Step{After: after, Do: chat.Notes, Body: body}
}

func takes(after time.Duration) chat.Step { return chat.Step{After: after, Do: chat.Takes} }

func ends(after time.Duration, reason string) chat.Step {
	return chat.Step{After: after, Do: chat.Ends, Body: reason}
}

var talks = []talk{
	{client: 0, operator: 0, topic: "deposits", ago: 38 * minute, steps: []chat.Step{
		asks(0, "Добрый день! Если сниму часть денег через полгода, проценты сгорят?"),
		takes(47 * time.Second),
		answers(80*time.Second, "Здравствуйте, Марина! Частично снять нельзя, только закрыть вклад целиком."),
		answers(50*time.Second, "При досрочном закрытии доход считаем по ставке 0,1 %. Если деньги могут понадобиться, удобнее разделить сумму на два вклада."),
		notes(40*time.Second, "В марте спрашивала о том же и ушла из-за условий закрытия. Сначала предложить два вклада."),
		asks(2*minute, "Поняла. А если 600 тысяч на год?"),
	}},
	{client: 1, operator: 0, topic: "loans", ago: 3 * hour, steps: []chat.Step{
		asks(0, "Здравствуйте. Отправил справку о доходах, но во второй странице не видно печати. Переснять?"),
		takes(55 * time.Second),
		answers(2*minute, "Добрый день, Сергей. Да, пришлите, пожалуйста, ещё раз: печать должна читаться целиком."),
		asks(95*minute, "Готово, загрузил новый скан"),
		answers(4*minute, "Вижу, всё читается. Решение будет в течение двух рабочих дней, напишу вам сюда."),
	}},
	{client: 2, operator: 0, topic: "accounts", ago: 26 * hour, steps: []chat.Step{
		asks(0, "Hello, my salary should have arrived yesterday but I can't see it. Employer says it was sent on Friday."),
		takes(minute), answers(3*minute, "Hello Julia, I can see an incoming transfer held for a check of the account number."),
		answers(minute, "There is one digit missing in the payment order. Could you ask your employer to confirm the number?"),
		asks(20*minute, "They confirmed it, it ends in 4417, not 441."),
		answers(6*minute, "Thank you. I’ll check with the branch and write back today."),
	}},
	{client: 3, operator: 1, topic: "cards", ago: 50 * minute, steps: []chat.Step{
		asks(0, "Карту съел банкомат на Ленина, 12. Что делать?"),
		takes(70 * time.Second),
		answers(minute, "Павел, карту я уже заблокировала, деньги в безопасности. Новую можно забрать в том же отделении завтра после 12:00."),
		asks(3*minute, "Спасибо, всё понятно"),
	}},
	{client: 4, operator: 2, topic: "cards", ago: 95 * minute, steps: []chat.Step{
		asks(0, "Когда заканчивается льготный период, если я купила билеты 3 ноября?"),
		takes(2 * minute),
		answers(2*minute, "Ирина, по вашей карте льготный период идёт до 25 декабря включительно. Чтобы не платить проценты, внесите всю сумму до этого дня."),
		asks(9*minute, "А если внесу только часть?"),
	}},
	{client: 5, operator: 3, topic: "loans", ago: 5 * hour, steps: []chat.Step{
		asks(0, "I would like to repay my loan two years early. Is there a fee?"),
		takes(90 * time.Second),
		answers(3*minute, "There is no fee, Dana. Give notice in the app at least one day before; interest is counted up to the day of repayment only."),
		asks(2*minute, "That was easy. Thanks!"),
		answers(minute, "You're welcome. Have a good day."),
		ends(2*minute, "solved"),
	}},
	{client: 6, operator: 1, topic: "deposits", ago: 2 * day, steps: []chat.Step{
		asks(0, "Можно ли открыть вклад на ребёнка 10 лет?"),
		takes(40 * time.Second),
		answers(2*minute, "Да, Алексей. Нужны ваш паспорт и свидетельство о рождении, открыть можно в любом отделении."),
		asks(4*minute, "Ставка такая же?"),
		answers(minute, "Такая же, условия ничем не отличаются."),
		asks(minute, "Отлично, спасибо!"),
		ends(minute, "answered"),
	}},
	{client: 0, operator: 2, topic: "cards", ago: 254 * day, steps: []chat.Step{
		asks(0, "Здравствуйте, хочу отключить смс-уведомления, но оставить пуш."),
		takes(30 * time.Second),
		answers(minute, "Отключила. Пуш-уведомления останутся, они бесплатные."),
		asks(minute, "Спасибо за быстрый ответ"),
		ends(minute, "solved"),
	}},
	{client: 7, operator: 3, topic: "security", ago: 6 * day, steps: []chat.Step{
		asks(0, "Someone called me and said they were from the bank’s security. Was it you?"),
		takes(25 * time.Second),
		answers(50*time.Second, "No, Thomas. We never ask for codes or to move money to a “safe account”. Did you tell them anything?"),
		asks(2*minute, "No, I hung up."),
		notes(minute, "Reported the number to the fraud desk, case 7731."),
		answers(minute, "That was exactly right. I have passed the number to our fraud desk."),
		ends(3*minute, "solved"),
	}},
	{client: 8, operator: 0, topic: "loans", ago: 9 * hour, steps: []chat.Step{
		asks(0, "Можно перенести дату платежа с 5-го на 15-е? Зарплату теперь платят 10-го."),
		takes(minute), answers(2*minute, "Можно один раз в год. Новый график начнётся со следующего месяца, переплата составит около 1 240 ₽. Переносим?"),
		asks(5*minute, "Да, переносите"), answers(2*minute, "Перенесла. Новый график уже в ваших документах."), ends(minute, "solved"),
	}},
	{client: 9, topic: "cards", ago: 4*minute + 12*time.Second, steps: []chat.Step{
		asks(0, "My card was blocked abroad, what now? I'm at a hotel in Lisbon and can't pay."),
	}},
	{client: 10, topic: "loans", ago: 91 * time.Second, steps: []chat.Step{
		asks(0, "Здравствуйте! Пришло сообщение об одобрении кредита на 800 000 ₽. До какого числа действует решение?"),
		asks(30*time.Second, "И можно ли взять меньше?"),
	}},
	{client: 11, topic: "deposits", ago: 18 * time.Second, steps: []chat.Step{
		asks(0, "Is the 14.5 % rate for new clients only?"),
	}},
}
