quiz-true = True
quiz-false = False
quiz-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
quiz-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
quiz-points = points: { $points }
quiz-instruction-single_choice = choose one option
quiz-instruction-multiple_response = choose all right options
quiz-instruction-true_false = choose True or False
quiz-scoring-right-minus-wrong = Partial credit: each right option adds, each wrong option takes away, never below 0.
quiz-scoring-all-or-nothing = Points only when all right options and no others are chosen.
quiz-saved-at = Saved at { $time }
quiz-passed = Passed
quiz-not-passed = Not passed
quiz-unlimited = No limit
quiz-item-n = Question { $n }
quiz-items-n = { $n ->
    [one] 1 question
   *[other] { $n } questions
}
quiz-attempt-n = Attempt { $n }
quiz-vietnam-time = (Viet Nam time)
quiz-intro-lede = The quiz at the end of the course { $course }.
quiz-intro-passed = This quiz is passed. Taking it again does not undo that.
quiz-fact-items = Questions
quiz-fact-duration = Time
quiz-fact-pass = Pass mark
quiz-fact-pass-note = of all points
quiz-fact-attempts = Attempts left
quiz-fact-attempts-note = of { $n }
quiz-fact-allowed = Attempts allowed
quiz-how = How it works
quiz-how-saving = Each answer is saved as soon as it is chosen and can be changed until the quiz is submitted. If the network fails, carry on: answers are kept on this device and sent when it is back.
quiz-how-time = The clock runs from the start, also while the page is closed. After { $duration } the quiz is submitted by itself with what is saved.
quiz-how-untimed = There is no time limit; the quiz is submitted when you press “Submit”.
quiz-how-partial = Questions with several right options give partial credit: right options chosen minus wrong ones chosen, divided by the number of right options, never below 0.
quiz-how-whole = Questions with several right options give points only when all right options and no others are chosen.
quiz-lessons-left = { $n ->
    [one] One lesson is not finished yet.
   *[other] { $n } lessons are not finished yet.
} It is better to finish them before taking the quiz.
quiz-back-to-course = Back to the course
quiz-sign-in = Sign in to take the quiz
quiz-open-attempt = An attempt is not submitted yet. All answers given so far are saved.
quiz-resume = Continue
quiz-start = Start the quiz
quiz-start-again = Take the quiz again
quiz-none-left = All attempts are used. Lessons and the results of the attempts can still be read.
quiz-attempts = Attempts so far
quiz-attempt = Attempt
quiz-started-at = Started
quiz-state = State
quiz-score = Score
quiz-outcome = Result
quiz-state-running = In progress
quiz-state-submitted = Submitted
quiz-state-expired = Submitted when time was up
quiz-state-voided = Voided
quiz-review-title = Check your answers before submitting
quiz-review-unanswered = { $n ->
    [one] One question is not answered.
   *[other] { $n } questions are not answered.
}
quiz-review-blank = A question left blank scores 0.
quiz-review-which = Not answered:
quiz-review-complete = All { $n } questions are answered.
quiz-review-answered = Answered
quiz-review-open = Not answered
quiz-review-flagged = Marked for review
quiz-review-items = Question by question
quiz-review-change = Change
quiz-review-state-answered = Answered
quiz-review-state-blank = Not answered
quiz-review-state-flagged = Marked
quiz-review-back = Back to the quiz
quiz-submit-title = Submit
quiz-submit-unanswered = { $n ->
    [one] If you submit now, one question stays blank.
   *[other] If you submit now, { $n } questions stay blank.
}
quiz-submit-final = Once submitted, answers can no longer be changed.
quiz-submit = Submit
quiz-receipt-title = The quiz is submitted
quiz-receipt-code = Receipt code
quiz-receipt-by-taker = Submitted by the taker. All saved answers have been received.
quiz-receipt-by-deadline = Time was up, so the quiz was submitted by itself. All saved answers count.
quiz-receipt-details = What the receipt says
quiz-receipt-time = Submitted at
quiz-receipt-answered = Questions answered
quiz-receipt-attempt = Attempt number
quiz-receipt-digest-why = SHA-256 fingerprint of the answers. If an answer were changed later, it would no longer match:
quiz-receipt-print = Print this page or take a picture of it to keep as proof of submission.
quiz-receipt-n = Receipt { $code }
quiz-see-result = See the result
quiz-result-title = Result
quiz-result-of = Result: { $quiz }
quiz-closed-submitted = submitted at { $time }
quiz-closed-expired = submitted when time was up, at { $time }
quiz-closed-voided = closed at { $time }
quiz-voided = This attempt was voided, so it has no result.
quiz-result-percent = { $percent } of the points; the pass mark is { $pass }%
quiz-next-certificate-title = The certificate is ready
quiz-next-certificate = It has a code for checking and a version to print.
quiz-next-certificate-go = See the certificate
quiz-next-open-title = Another attempt is in progress
quiz-next-retry-title = Study again, then retake
quiz-next-retry = { $n ->
    [one] One attempt left.
   *[other] { $n } attempts left.
} Study the topics without full points again before you take it.
quiz-next-retry-unlimited = There is no limit of attempts. Study the topics without full points again before you take it.
quiz-next-retry-go = Retake the quiz
quiz-topics = Result by topic
quiz-topic-score = { $topic }: { $score }/{ $max } points
quiz-study-again = Worth studying again
quiz-items = Question by question
quiz-solutions-later = Keys and explanations will stand here once the quiz is passed or all attempts are used.
quiz-solutions-open = Keys and explanations stay hidden while an attempt is not submitted, because both may hold the same questions.
quiz-solutions-never = The keys of this quiz are not published.
quiz-verdict-right = Right
quiz-verdict-partial = Partly right
quiz-verdict-wrong = Wrong
quiz-verdict-blank = Left blank
quiz-item-score = { $score }/{ $points } points
quiz-tag-key = Right answer
quiz-tag-chosen = Chosen, not right
quiz-tag-key-chosen = Chosen, right answer
quiz-citation = Source:
quiz-designs-title = Quiz designs
quiz-designs-lede = The blueprint of each quiz: how many questions are drawn of each topic and level, and whether the bank has enough approved ones.
quiz-requires = Who may take this exam
quiz-requires-how = These quizzes must be passed first:
quiz-requires-missing = Not passed yet
quiz-requires-go = Go to the next quiz needed
quiz-not-eligible = { $n ->
    [one] One quiz must be passed before this exam.
   *[other] { $n } quizzes must be passed before this exam.
}
quiz-designs-bank = Question bank: { $bank }
quiz-designs-empty-title = No quizzes yet
quiz-designs-empty-text = Quizzes are declared in the file of a course.
quiz-design-lede = Questions are drawn from:
quiz-design-drawable = The bank has enough approved questions to draw from.
quiz-design-short = The bank lacks approved questions, so the quiz cannot be drawn yet. The table shows where.
quiz-blueprint = Blueprint
quiz-blueprint-how = Each cell shows how many questions are drawn and how many approved ones the bank has.
quiz-topic = Topic
quiz-total = Total
quiz-cell = draws { $drawn } / has { $approved }
quiz-cell-short = { $n } missing
quiz-drawn-in-all = Questions drawn
