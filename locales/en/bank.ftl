bank-lede = Questions for quizzes; each has its key, an explanation and a source.
bank-designs-link = See the quiz designs
bank-approved = { $n ->
    [one] { $n } approved question
   *[other] { $n } approved questions
  }
bank-empty = No question banks yet
bank-empty-text = The server’s administrator loads banks from a folder of questions.
bank-search = Find in questions
bank-topic = Topic
bank-all-topics = All topics
bank-level = Level
bank-all-levels = All levels
bank-status = Status
bank-all-statuses = All statuses
bank-type = Type
bank-filter-do = Filter
bank-filter-clear = Clear filters
bank-items = Questions
bank-items-count = { $n ->
    [one] { $n } question
   *[other] { $n } questions
  }
bank-not-found = No question matches
bank-not-found-text = Try fewer conditions; marks are not needed, for example “nguyen tac”.
bank-items-empty = This bank holds no questions yet
bank-items-empty-text = Questions will appear here once the folder of questions is loaded.
bank-item-title = Question { $code }
bank-item-logged = This page shows the key. The audit log has recorded this view.
bank-stem = Question
bank-key = Right answer
bank-rationale = Explanation
bank-points = Points
bank-citation = Source
bank-source-link = Open the source text
bank-source-missing = The source is not in the catalogue.
bank-item-back = Back to the bank
