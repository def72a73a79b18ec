tasks-title = My tasks
tasks-hello = Hello { $name }.
tasks-next = Next
tasks-study-title = Study the lesson: { $lesson }
tasks-title-resume = Continue the quiz: { $course }
tasks-title-quiz = Take the quiz: { $course }
tasks-title-retake = Retake the quiz: { $course }
tasks-title-exam = { $course }
tasks-resume = An attempt is not submitted yet. All answers given so far are saved.
tasks-resume-until = An attempt is not submitted yet; its time ends at { $time }. All answers given so far are saved.
tasks-study-minutes = About { $minutes } min.
tasks-study-left = { $n ->
    [one] The quiz follows after this last lesson.
   *[other] The quiz follows after the { $n } remaining lessons.
}
tasks-quiz = All lessons are finished.
tasks-retake = The last attempt did not pass. Go over the topics you are unsure of, then try again.
tasks-exam-open = You may take this exam now.
tasks-quiz-size = The quiz has { $items } questions and takes { $minutes } min.
tasks-quiz-size-untimed = The quiz has { $items } questions and no time limit.
tasks-attempts-left = { $n ->
    [one] One attempt left.
   *[other] { $n } attempts left.
}
tasks-go-begin = Start learning
tasks-go-study = Continue learning
tasks-go-resume = Continue the quiz
tasks-go-quiz = Go to the quiz
tasks-go-retake = Go to the quiz
tasks-go-exam = Go to the exam
tasks-others = Other courses and exams
tasks-nothing-next = Nothing is waiting for you.
tasks-empty-title = No tasks yet
tasks-empty-text = When there are courses, what to do next will stand here.
tasks-state-begin = Not started
tasks-state-study = In progress
tasks-state-resume = Quiz in progress
tasks-state-quiz = Quiz is next
tasks-state-exam = Exam is open
tasks-state-locked = Not yet eligible
tasks-state-retake = Not passed
tasks-state-done = Completed
tasks-state-out = No attempts left
tasks-lessons = { $n ->
    [one] One lesson.
   *[other] { $n } lessons.
}
tasks-why-study = { $finished } of { $lessons } lessons finished. Next lesson: { $lesson }.
tasks-why-begin = { $lessons } lessons and a quiz of { $items } questions.
tasks-why-done = All lessons are finished and the course is completed.
tasks-why-out = All attempts are used. Lessons and results can still be read.
tasks-why-locked = { $passed } of the { $required } quizzes to pass before this exam are passed.
tasks-why-exam-done = The exam is passed.
tasks-see-certificate = See the certificate
tasks-rounds = Contests
tasks-round-until = Closes at { $time }.
tasks-round-from = Opens at { $time }.
tasks-results = Recent results
tasks-result = Score { $score } ({ $percent }) · { $day }
