courses-title = Khóa học
courses-exams = Kỳ thi và bài luyện tập
courses-exam-size = { $items } câu · { $minutes } phút · đạt từ { $pass }%
courses-lede = Mỗi khóa học gồm các bài ngắn có ghi nguồn và một bài kiểm tra ở cuối.
courses-size = { $lessons } bài · khoảng { $minutes } phút
courses-finished = Đã học { $finished }/{ $lessons } bài
courses-state-done = Đã học xong
courses-state-new = Chưa bắt đầu
courses-empty-title = Chưa có khóa học nào
courses-empty-text = Các khóa học sẽ hiện ở đây khi được đưa lên.
course-sign-in = Đăng nhập để học
course-read = Đọc bài đầu tiên
course-guest = Ai cũng đọc được các bài. Đăng nhập để lưu tiến độ, làm bài kiểm tra và nhận chứng nhận.
course-enrol = Bắt đầu học
course-continue = Học tiếp
course-take-quiz = Làm bài kiểm tra
course-lessons = Các bài
course-no-lessons = Khóa học này chưa có bài.
course-minutes = { $n } phút
course-state-done = đã học
course-state-here = bài tiếp theo
course-state-todo = chưa học
course-note = Lưu ý.
course-about = Về khóa học
course-objectives = Học xong, người học có thể
course-audience = Dành cho
course-quiz = Bài kiểm tra cuối khóa
course-quiz-size = { $items } câu, làm trong { $minutes } phút.
course-quiz-size-untimed = { $items } câu, không giới hạn thời gian.
course-quiz-pass = Đạt khi có từ { $percent }% số điểm.
course-sources = Nguồn tài liệu
course-sources-lede = Ngày đối chiếu là ngày ban biên tập đọc nguồn lần cuối.
course-source = { $publisher }, { $published }. Đối chiếu ngày { $as_of }.
lesson-where = Bài { $n } trong { $total }
lesson-finished = Đã học xong
lesson-objectives = Mục tiêu của bài
lesson-key-points = Cần nhớ
lesson-note = Lưu ý
lesson-check-right = Đúng.
lesson-check-wrong = Chưa đúng. Hãy thử lại hoặc xem đáp án.
lesson-check-answer = Xem đáp án
lesson-check-key = Đáp án:
lesson-sources = Nguồn của bài
lesson-nav = Bài trước, bài sau
lesson-finish-lesson = Đã học xong, sang bài: { $title }
lesson-finish-quiz = Đã học xong, đến bài kiểm tra
lesson-finish-course = Đã học xong, về khóa học
lesson-next-lesson = Sang bài: { $title }
lesson-next-quiz = Đến bài kiểm tra
lesson-next-course = Về khóa học
lesson-prev = Bài trước
lesson-guest = để lưu tiến độ học và làm bài kiểm tra.
course-see-certificate = Xem chứng nhận
course-materials = Tài liệu của đơn vị
course-materials-none = Chưa có tài liệu nào. Đơn vị có toàn văn văn bản hoặc bài giảng riêng thì thêm vào đây.
course-material-of = { $unit } · lưu ngày { $day }
course-material-add = Thêm tài liệu của đơn vị
material-add = Thêm tài liệu của đơn vị
material-change = Sửa tài liệu
material-of = Tài liệu của { $unit } · lưu lúc { $time }
material-lede = Người của đơn vị được chọn và các đơn vị trực thuộc đọc được tài liệu này ở trang khóa học. Mỗi lần lưu, bản trước vẫn được giữ.
material-unit = Đơn vị
material-unit-hint = Đơn vị này và các đơn vị bên dưới sẽ đọc được.
material-title = Tên tài liệu
material-body = Nội dung
material-body-hint = Gõ như văn bản thường; để một dòng trống giữa hai đoạn.
material-notation = Cách viết đề mục, danh sách, trích nguồn
material-notation-sample =
    ## Đề mục
    {"-"} một ý trong danh sách
    {"**"}in đậm**
    Câu có nguồn.[^KL57:nhan-dien]

    ::: key-points
    {"-"} ý cần nhớ
    :::

    ::: timeline
    {"-"} 15/6/2023 | sự việc
    :::

    ::: self-check
    ? Câu hỏi
    {"-"} [x] phương án đúng
    {"-"} [ ] phương án khác
    > Lời giải thích
    :::
material-save = Lưu tài liệu
material-preview = Xem trước
material-preview-title = Xem trước
material-preview-note = Chưa lưu. Nếu đã vừa ý, hãy chọn “Lưu tài liệu” ở trên.
material-back = Quay lại
material-withdraw = Rút tài liệu
material-withdraw-how = Tài liệu sẽ không còn ở trang khóa học. Các bản đã lưu và lý do rút vẫn được giữ.
material-withdraw-reason = Lý do rút
material-versions = Các bản đã lưu ({ $n })
material-version = Bản { $number } · { $time }
