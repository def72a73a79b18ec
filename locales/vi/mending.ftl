# Giá trị công khai để bốc thăm
value-title = Giá trị công khai để bốc thăm
value-source = Thể lệ đã nêu trước nguồn và thời điểm: { $what }
value-label = Giá trị đã công bố
value-hint = Chép đúng như nguồn đã công bố. Chỉ nhập được một lần; sửa lại phải có lý do và người thứ hai đồng ý.
value-stands = Giá trị đang dùng:
value-correct = Giá trị chép sai?
value-correct-text = Đề nghị giá trị đúng kèm lý do. Người thứ hai của ban tổ chức đối chiếu với nguồn rồi mới có hiệu lực. Mọi giá trị đã nhập đều hiện cho người duyệt kết quả.
value-label-right = Giá trị đúng
value-reason = Lý do sửa
value-typed = { $name } nhập lúc { $time }
value-state-waits = Chờ người thứ hai
value-state-in_force = Đã dùng
value-state-refused = Không dùng
field-value_same = Giá trị này đang dùng rồi.
field-required-value_reason = Hãy nêu lý do sửa.
problem-value_waits = Đang có một giá trị chờ người thứ hai
problem-value_waits-detail = Hãy quyết định giá trị ấy trước.

# Đổi thứ hạng sau khi vòng đóng
registration-mark-closed = Người này đã làm bài ở { $round }. Vòng đã đóng, chưa công bố kết quả: không một mình ai đổi được việc xếp hạng. Hãy đề nghị loại ở trang của vòng, để người thứ hai quyết định và người dự thi kịp khiếu nại.
registration-mark-closed-go = Đến trang của { $round }
registration-mark-settled = Các vòng đã xong và kết quả người này dự đã công bố: việc xếp hạng giữ nguyên.
problem-standing_round_closed = Người này đã làm bài ở { $round }, vòng đã đóng: hãy đề nghị loại ở trang của vòng, để người thứ hai quyết định.
problem-standing_round_closed-detail = Đổi thứ hạng sau khi vòng đóng cần hai người và thời gian khiếu nại.
problem-standing_settled = Các vòng đã xong, kết quả đã công bố: việc xếp hạng giữ nguyên.
problem-standing_settled-detail = Kết quả đã công bố không sửa được nữa.
field-row_round_closed = { $who } đã làm bài ở { $round }, vòng đã đóng: hãy đề nghị loại ở trang của vòng, để người thứ hai quyết định. Chưa ghi gì.
field-row_settled = { $who } đã dự vòng có kết quả công bố và các vòng đã xong: việc xếp hạng giữ nguyên. Chưa ghi gì.

# Đáp án đã sửa, câu đã hủy
contest-answers-voided = Đã hủy
contest-answers-voided-text = Câu này đã bị hủy ngày { $time }: ai được hỏi đều được trọn điểm.
contest-answers-corrected = Đã sửa đáp án
contest-answers-corrected-text = Đáp án được sửa ngày { $time }, từ { $old } thành { $new }; mọi bài chấm lại theo đáp án mới.
contest-answers-because = Lý do: { $reason }

# Tạm dừng
change-pause-sum = Bạn đã cho vòng này dừng { $minutes } phút. Quá { $most } phút thì phải có người thứ hai đồng ý.
change-pause-until = Vòng chạy tiếp đúng giờ đã báo, không sớm hơn: người dự thi đã được hẹn giờ ấy và có thể đang rời máy.

# Kiểm tra tệp kết quả
cli-key-asked = Khóa ký đúng là khóa đã cho: { $key }
cli-key-not-asked = Chưa so khóa ký với khóa của nơi tổ chức. Tệp ký bằng khóa { $key }; hãy xem khóa ở /.well-known/hocthi-keys.json của trang tổ chức rồi chạy lại với --key.
checker-signed-own = Ký bằng khóa của trang này: { $key }
checker-signed-foreign = Khóa ký tệp: { $key }
checker-signed-unknown = Chưa biết khóa ký là của ai, vì ở đây không hỏi được trang của nơi tổ chức. Hãy so khóa này với khóa ở /.well-known/hocthi-keys.json của trang ấy hoặc trong biên bản: { $key }
contest-fault-key = tệp không ký bằng khóa đã cho

audit-round-public_value_proposed = Đề nghị sửa giá trị công khai để bốc thăm
audit-round-public_value_corrected = Sửa giá trị công khai để bốc thăm
audit-round-public_value_refused = Không sửa giá trị công khai để bốc thăm
problem-registration_tries = Đã thử quá nhiều lần trong một giờ
problem-registration_tries-detail = Hãy thử lại sau. Nếu số điện thoại hay số giấy tờ của bạn bị báo là đã dùng, hãy mang giấy tờ đến ban tổ chức.
registration-mark-released = Loại và nhả số: số điện thoại, số giấy tờ là của người khác, để người ấy đăng ký
field-released_begun = Người này đã bắt đầu làm bài: không nhả số được nữa.
cli-help-contest-verify-key = Khóa công khai của nơi tổ chức (/.well-known/hocthi-keys.json); không nêu thì không biết tệp do ai ký

# Hai người khai cùng một số
registration-state-claimed = Bị khai trùng số
registration-claims-title = Người khác cũng khai số của đăng ký này
registration-claims-text = Những người dưới đây bị từ chối vì số điện thoại hay số giấy tờ họ khai đang thuộc đăng ký này. Hãy đối chiếu giấy tờ của hai bên; nếu số là của người kia thì chọn “Loại và nhả số” để họ đăng ký.
registration-claimed-at = khai lúc { $time }
registration-claim-slip = Có mã phiếu chưa dùng
