courses-title = Courses
courses-exams = Exams and practice
courses-exam-size = { $items } questions · { $minutes } min · pass mark { $pass }%
courses-lede = Each course has short lessons with their sources and a quiz at the end.
courses-size = { $lessons ->
    [one] One lesson
   *[other] { $lessons } lessons
} · about { $minutes } min
courses-finished = { $finished } of { $lessons } lessons finished
courses-state-done = Finished
courses-state-new = Not started
courses-empty-title = No courses yet
courses-empty-text = Courses will stand here once they are published.
course-sign-in = Sign in to learn
course-read = Read the first lesson
course-guest = Anyone can read the lessons. Sign in to keep your progress, take the quiz and receive a certificate.
course-enrol = Start learning
course-continue = Continue learning
course-take-quiz = Take the quiz
course-lessons = Lessons
course-no-lessons = This course has no lessons yet.
course-minutes = { $n } min
course-state-done = finished
course-state-here = next
course-state-todo = not finished
course-note = Please note.
course-about = About the course
course-objectives = After this course you can
course-audience = Made for
course-quiz = Quiz at the end
course-quiz-size = { $items } questions in { $minutes } min.
course-quiz-size-untimed = { $items } questions, no time limit.
course-quiz-pass = The pass mark is { $percent }% of the points.
course-sources = Sources
course-sources-lede = The date of checking is when the editors last read the source.
course-source = { $publisher }, { $published }. Checked on { $as_of }.
lesson-where = Lesson { $n } of { $total }
lesson-finished = Finished
lesson-objectives = What this lesson is for
lesson-key-points = Remember
lesson-note = Please note
lesson-check-right = Right.
lesson-check-wrong = Not right. Try again or see the answer.
lesson-check-answer = See the answer
lesson-check-key = Answer:
lesson-sources = Sources of this lesson
lesson-nav = Previous and next
lesson-finish-lesson = Finished, go to: { $title }
lesson-finish-quiz = Finished, go to the quiz
lesson-finish-course = Finished, back to the course
lesson-next-lesson = Go to: { $title }
lesson-next-quiz = Go to the quiz
lesson-next-course = Back to the course
lesson-prev = Previous lesson
lesson-guest = to keep your progress and take the quiz.
course-see-certificate = See the certificate
course-materials = Materials of your unit
course-materials-none = There are none yet. A unit that holds the full text of a document or has a lecture of its own adds it here.
course-material-of = { $unit } · saved on { $day }
course-material-add = Add a material of your unit
material-add = Add a material of your unit
material-change = Change the material
material-of = Material of { $unit } · saved { $time }
material-lede = People of the chosen unit and of the units below it read this on the course page. Each saving keeps the version before it.
material-unit = Unit
material-unit-hint = This unit and the units below it will read it.
material-title = Title
material-body = Text
material-body-hint = Type plain text; leave an empty line between paragraphs.
material-notation = How to write headings, lists, sources
material-notation-sample =
    ## Heading
    {"-"} an entry of a list
    {"**"}bold**
    A statement with its source.[^KL57:nhan-dien]

    ::: key-points
    {"-"} what to remember
    :::

    ::: timeline
    {"-"} 15/6/2023 | what happened
    :::

    ::: self-check
    ? Question
    {"-"} [x] the right option
    {"-"} [ ] another option
    > Explanation
    :::
material-save = Save
material-preview = Preview
material-preview-title = Preview
material-preview-note = Not saved yet. If it is right, choose “Save” above.
material-back = Back
material-withdraw = Withdraw the material
material-withdraw-how = It will no longer stand on the course page. Its versions and the reason are kept.
material-withdraw-reason = Reason
material-versions = Saved versions ({ $n })
material-version = Version { $number } · { $time }
