draft-type-single_choice = Một lựa chọn
draft-type-multiple_response = Nhiều lựa chọn
draft-type-true_false = Đúng/Sai
draft-type-true_false_cluster = Chùm Đúng/Sai
draft-type-short_answer = Trả lời ngắn
draft-type-numerical = Điền số
draft-type-matching = Ghép đôi
draft-type-ordering = Sắp thứ tự
draft-type-gap_fill = Điền chỗ trống
draft-type-essay = Tự luận

editor-new-title = Soạn câu hỏi mới
editor-change-title = Sửa câu hỏi { $code }
editor-types = Dạng câu hỏi
editor-in-force = Câu này đang được dùng. Bản đang dùng giữ nguyên cho đến khi bản sửa được người khác duyệt.
editor-stale = Người khác vừa lưu câu này
editor-stale-by = { $name } đã lưu phiên bản { $n } sau khi trang này được mở. Nội dung đã gõ vẫn còn nguyên bên dưới.
editor-stale-by-files = Phiên bản { $n } đã được nạp sau khi trang này được mở. Nội dung đã gõ vẫn còn nguyên bên dưới.
editor-stale-changes = Từ bản của họ đến bản đang gõ, chữ gạch là của họ, chữ gạch chân là đang gõ:
editor-stale-same = Hai bản có nội dung như nhau.
editor-stale-open = Mở bản của họ ở thẻ khác
editor-save-over = Lưu bản này thay bản của họ
editor-preview = Người làm bài sẽ thấy
editor-preview-empty = Chưa có nội dung.
editor-said = Nhận xét
editor-sound = Chưa thấy chỗ nào cần sửa.
editor-like = Gần như trùng với câu
editor-check = Kiểm tra và xem trước
editor-repeats = Đã có câu gần như trùng (xem ở phần nhận xét). Câu này chưa được lưu.
editor-may-repeat = Vẫn lưu thành một câu riêng
editor-save = Lưu bản nháp
editor-send = Lưu và gửi duyệt
editor-back = Quay lại
editor-leave = Có nội dung chưa lưu.

advice-item_catch_all = Phương án “{ $value }” nói về các phương án khác. Nên thay bằng một phương án cụ thể.
advice-item_negative = Phần hỏi có ý phủ định “{ $value }”. Nên hỏi thuận, hoặc in đậm chữ phủ định: **không**.
advice-item_charged = Cụm từ “{ $value }” không trung tính. Nên thuật lại bằng lời trung tính.
advice-item_stem_end = Câu hỏi nên kết thúc bằng “{ $value }”.
advice-item_long_sentence = Một câu văn dài { $value } tiếng, nên không quá { $most } tiếng. Nên tách câu.
advice-item_long_stem = Câu hỏi dài { $value } tiếng, nên không quá { $most } tiếng.
advice-item_no_case = Mức vận dụng cần một tình huống; câu hỏi chỉ có { $value } tiếng.
advice-item_short_rationale = Lời giải thích chỉ có { $value } tiếng. Nên nói vì sao đáp án đúng và các phương án kia sai.
advice-item_option_lengths = Phương án dài nhất { $longest } ký tự, ngắn nhất { $shortest }. Nên viết các phương án dài gần bằng nhau.
advice-item_option_stops = Có phương án kết thúc bằng dấu chấm, có phương án không.
advice-text_quote = Dấu nháy thẳng ở “{ $value }”. Nên dùng “ ”.
advice-text_spaces = Hai dấu cách liền nhau ở “{ $value }”.
advice-text_space_before = Thừa dấu cách trước dấu câu ở “{ $value }”.
advice-text_date = Ngày “{ $value }” viết chưa đúng. Ngày dưới 10 và tháng 1, 2 có số 0 đứng trước: 09/01/2023, 15/6/2023.
advice-text_date_impossible = Không có ngày “{ $value }”.
advice-text_decimal = Số “{ $value }” cần dấu phẩy thập phân (84,7%).
advice-text_range = Khoảng “{ $value }” cần dấu gạch nối dài (2011–2020).

part-context = Tình huống dẫn
part-stem = Câu hỏi
part-body = Phương án và đáp án
part-rationale = Lời giải thích
part-source = Căn cứ
part-topic = Chủ đề
part-level = Mức độ
part-points = Điểm
part-tags = Thẻ

revision-draft = Có bản sửa
revision-in_review = Bản sửa chờ duyệt

review-title = Duyệt câu hỏi
review-own = Bản này có phần soạn hoặc gửi của tài khoản này, nên cần người khác duyệt.
review-text = Nhận xét hoặc lý do
review-text-hint = Cần có khi nhận xét, trả lại hoặc ngừng dùng.
review-thread = Trao đổi và quyết định
review-edit = Sửa câu này
review-history = Lịch sử
review-version = Phiên bản
review-shows-revision = Đang xem bản sửa, phiên bản { $n }. Khi làm bài vẫn dùng bản đã duyệt trước đó.
review-usage = Sử dụng
review-attempts = { $n ->
    [0] Chưa có trong lượt làm bài nào.
   *[other] Có trong { $n } lượt làm bài.
}
review-quizzes = Có thể được rút vào các đề:
review-no-quiz = Chưa đề nào rút từ chủ đề và mức độ này.
review-likes = Câu gần như trùng
review-source-items = Các câu khác cùng văn bản

act-submitted = Gửi duyệt
act-withdrawn = Rút khỏi chờ duyệt
act-commented = Gửi nhận xét
act-approved = Duyệt, đưa vào dùng
act-returned = Trả lại để sửa
act-retired = Ngừng dùng
act-reopened = Mở lại để soạn
act-rechecked = Xác nhận vẫn đúng với căn cứ
act-dropped = Bỏ bản sửa

acted-submitted = gửi duyệt phiên bản { $n }
acted-withdrawn = rút phiên bản { $n } khỏi chờ duyệt
acted-commented = nhận xét phiên bản { $n }
acted-approved = duyệt phiên bản { $n }
acted-returned = trả lại phiên bản { $n }
acted-retired = cho ngừng dùng (phiên bản { $n })
acted-reopened = mở lại phiên bản { $n } để soạn
acted-rechecked = xác nhận phiên bản { $n } vẫn đúng với căn cứ
acted-dropped = bỏ bản sửa, phiên bản { $n }

history-title = Lịch sử câu { $code }
history-lede = Mỗi lần lưu là một phiên bản. Bài đã làm giữ nguyên phiên bản của mình.
history-version = Phiên bản { $n }
history-in-force = Đang dùng
history-from-files = Nạp từ tệp
history-first = Phiên bản đầu tiên.
history-same = Nội dung như phiên bản trước.
history-back = Quay lại câu hỏi

waiting-title = Chờ duyệt
waiting-lede = Câu hỏi do người khác soạn, cần được duyệt trước khi dùng.
waiting-new = Câu mới
waiting-change = Bản sửa
waiting-sent = { $name } gửi lúc { $time }
waiting-own = cần người khác duyệt
waiting-empty = Không có câu nào chờ duyệt
waiting-empty-text = Câu hỏi được gửi duyệt sẽ hiện ở đây.
tasks-waiting = Câu hỏi chờ duyệt
tasks-waiting-count = { $n } câu

sources-title = Căn cứ
sources-lede = Các văn bản mà câu hỏi dựa vào, từng điều khoản với các câu của nó.
sources-items = { $n } câu
sources-cited = { $n }/{ $all } điều khoản có câu hỏi
sources-empty = Chưa có văn bản nào
sources-empty-text = Danh mục được nạp cùng các ngân hàng câu hỏi.
source-as-of = đối chiếu ngày { $day }
source-without = { $n ->
    [0] Điều khoản nào cũng có câu hỏi.
   *[other] { $n } điều khoản chưa có câu hỏi nào.
}
source-outdated = { $n } câu dựa vào điều khoản đã đổi sau khi được duyệt.
source-clause-changed = Điều khoản đã đổi
source-clause-without = Chưa có câu
source-item-outdated = điều khoản đã đổi sau khi câu này được duyệt, cần xem lại
source-more = Có { $n } câu; ở đây hiện những câu cần xem lại trước.

bank-form-new = Tạo ngân hàng
bank-form-change = Sửa thông tin ngân hàng
bank-form-of-files = Tên và chủ đề của ngân hàng này nằm trong thư mục câu hỏi trên máy chủ và được sửa ở đó.
bank-form-code = Mã
bank-form-code-hint = Chữ thường không dấu, chữ số, gạch nối. Ví dụ: kl-57
bank-form-title = Tên ngân hàng
bank-form-summary = Giới thiệu
bank-form-topics = Chủ đề
bank-form-topics-hint = Mỗi dòng một chủ đề.
bank-form-open = Mọi giảng viên cùng soạn và duyệt
bank-form-open-hint = Không đánh dấu thì chỉ người tạo và người được trao quyền thấy ngân hàng.
bank-form-save = Lưu

rights-title = Quyền
rights-open = Mọi giảng viên được xem, soạn và duyệt câu của ngân hàng này.
rights-closed = Chỉ những người dưới đây và quản trị toàn hệ thống vào được ngân hàng này.
rights-open-do = Mở cho mọi giảng viên
rights-close-do = Chỉ cho người được trao quyền
rights-given = Quyền đã trao
rights-none = Chưa trao quyền riêng cho ai.
rights-unit-trainers = (các giảng viên của đơn vị)
rights-since = từ { $day }
rights-take = Thu lại
rights-give = Trao quyền
rights-username = Tên đăng nhập
rights-username-hint = Để trống nếu trao cho đơn vị.
rights-unit = Đơn vị
rights-unit-hint = Quyền tính cho các giảng viên thuộc đơn vị và đơn vị bên dưới.
rights-unit-none = Không trao cho đơn vị
rights-right = Quyền
rights-give-do = Trao quyền
right-owner = Chủ ngân hàng
right-editor = Soạn
right-reviewer = Duyệt
right-viewer = Xem

list-new = Soạn câu mới
list-change-bank = Sửa thông tin
list-all-types = Mọi dạng
list-all-tags = Mọi thẻ
list-any-citation = Có hoặc không
list-citation-none = Không có căn cứ
list-citation-changed = Căn cứ đã đổi, cần xem lại
list-any-usage = Mọi câu
list-used = Đã dùng
list-unused = Chưa dùng
list-empty-text = Soạn câu đầu tiên, hoặc nhập từ tệp.

field-rationale_needed = Trước khi gửi duyệt cần có lời giải thích.
field-review_text_needed = Hãy ghi nhận xét hoặc lý do.
field-bank_code_form = Mã gồm chữ thường không dấu, chữ số, gạch nối, từ 2 đến 40 ký tự. Ví dụ: kl-57
field-bank_code_taken = Mã này đã có ngân hàng khác dùng.
field-bank_of_files = Ngân hàng này được sửa trong thư mục câu hỏi trên máy chủ.
field-topics_needed = Hãy ghi ít nhất một chủ đề, mỗi dòng một chủ đề.
field-topic_in_use = Chủ đề “{ $value }” đang có câu hỏi nên chưa bỏ được.
field-username_unknown = Không có người nào mang tên đăng nhập này.
field-person_or_unit = Hãy ghi một tên đăng nhập hoặc chọn một đơn vị.

problem-item_stale = Câu này vừa có phiên bản mới hơn. Hãy xem lại rồi quyết định.
problem-item_stale-detail = Hãy mở lại trang của câu hỏi.
problem-item_own_work = Bản này có phần soạn hoặc gửi của tài khoản này, nên cần người khác duyệt.
problem-item_own_work-detail = Mỗi câu hỏi có hai người: người soạn và người duyệt.
problem-item_state = Câu này đang ở tình trạng khác nên chưa làm được việc đó.
problem-item_state-detail = Hãy mở lại trang của câu hỏi để xem tình trạng hiện nay.

flash-item_saved = Đã lưu bản nháp.
flash-item_submitted = Đã lưu và gửi duyệt. Người khác sẽ duyệt câu này.
flash-item_approved = Đã duyệt. Câu này được dùng từ bây giờ.
flash-item_returned = Đã trả lại cho người soạn.
flash-item_commented = Đã gửi nhận xét.
flash-item_state_changed = Đã đổi tình trạng câu hỏi.
flash-bank_made = Đã tạo ngân hàng.
flash-bank_changed = Đã lưu thông tin ngân hàng.
flash-bank_rights_changed = Đã lưu quyền của ngân hàng.

audit-item-saved = Lưu phiên bản câu hỏi
audit-item-submitted = Gửi duyệt câu hỏi
audit-item-withdrawn = Rút câu hỏi khỏi chờ duyệt
audit-item-commented = Nhận xét câu hỏi
audit-item-approved = Duyệt câu hỏi
audit-item-returned = Trả lại câu hỏi
audit-item-retired = Ngừng dùng câu hỏi
audit-item-reopened = Mở lại câu hỏi
audit-item-rechecked = Xác nhận câu hỏi vẫn đúng căn cứ
audit-item-revision_dropped = Bỏ bản sửa câu hỏi
audit-bank-made = Tạo ngân hàng câu hỏi
audit-bank-changed = Sửa thông tin ngân hàng
audit-bank-right_given = Trao quyền trong ngân hàng
audit-bank-right_taken = Thu lại quyền trong ngân hàng
audit-bank-opened_or_closed = Mở hoặc đóng ngân hàng cho giảng viên
