paper-kind = Loại giấy
paper-kind-training = Chứng nhận hoàn thành bồi dưỡng
paper-kind-contest = Chứng nhận của cuộc thi
paper-kind-hint = Mỗi nơi cấp chỉ cấp một loại giấy, để sổ số không lẫn. Quyết định công nhận và thẻ báo cáo viên do cấp ủy ban hành, ghi ở danh bạ.
paper-kind-long-training = Đây là giấy chứng nhận hoàn thành bồi dưỡng, do đơn vị tổ chức bồi dưỡng cấp. Giấy này không phải quyết định công nhận hay thẻ báo cáo viên.
paper-kind-long-contest = Đây là giấy chứng nhận của một cuộc thi, do Ban Tổ chức cuộc thi cấp. Giấy này không phải chứng nhận hoàn thành bồi dưỡng.
certificate-title-contest = GIẤY CHỨNG NHẬN
certificate-certifies-contest = Ban Tổ chức cuộc thi chứng nhận
certificate-has-contest = đã đạt
credential-criteria-contest = Kết quả đã công bố của cuộc thi theo thể lệ.
look-title = Mẫu giấy
look-lede = Lời văn, chữ ký, màu và khung của giấy chứng nhận. Sửa mẫu chỉ đổi giấy cấp về sau: giấy đã cấp giữ nguyên như ngày cấp.
look-none = Chưa có mẫu nào
look-none-text = Chương trình chưa chọn mẫu thì dùng mẫu thường.
look-new = Thêm mẫu giấy
look-retired = Ngừng dùng
look-retired-text = Mẫu này đã ngừng dùng: không chọn được cho chương trình khác, chỗ đã chọn vẫn giữ.
look-version = Bản { $n }
look-edit-lede = Trước khi lưu, hệ thống xếp thử họ tên và tên đơn vị dài nhất. Chữ nào không in được hoặc không vừa thì mẫu chưa được lưu.
look-name = Tên mẫu
look-name-hint = Để chọn trong danh sách, không in lên giấy.
look-unit-hint = Quản trị viên của đơn vị này sửa được mẫu.
look-words = Lời văn
look-fields = Trong lời văn, viết tên trường trong ngoặc nhọn để in thông tin của từng giấy:
look-field-ho_ten = họ và tên
look-field-don_vi = đơn vị
look-field-noi_dung = nội dung được chứng nhận
look-field-noi_cap = nơi cấp
look-field-dia_danh = địa danh
look-field-so = số của giấy
look-field-ngay_cap = ngày cấp
look-field-han = ngày hết hạn, để trống nếu không có hạn
look-paper-title = Tên loại giấy
look-certifies = Dòng trước họ tên
look-certifies-hint = Ví dụ: Chứng nhận đồng chí
look-has = Dòng trước nội dung
look-has-hint = Ví dụ: đã hoàn thành
look-note = Dòng ghi thêm
look-note-hint = In dưới nội dung. Gõ | giữa hai khoảng trắng để xuống dòng.
look-signer = Người ký và số
look-signer-hint = Để trống thì in người ký của nơi cấp. Gõ | giữa hai khoảng trắng để xuống dòng.
look-pattern-hint = Để trống thì ghi số như nơi cấp. Số vẫn lấy từ sổ của nơi cấp, liên tục.
look-drawing = Trình bày
look-orientation = Khổ giấy
look-landscape = A4 ngang
look-portrait = A4 đứng
look-palette = Màu
look-palette-indigo = Chàm và vàng
look-palette-red = Đỏ và vàng
look-palette-green = Lục và vàng
look-palette-ink = Đen và xám
look-border = Khung
look-border-ornate = Khung kép có hoa góc
look-border-plain = Khung đơn
look-border-none = Không in khung (giấy đã có khung)
look-logo = Biểu trưng
look-logo-hint = Tệp PNG, mỗi cạnh từ 40 đến 1.200 điểm ảnh, không quá 1 MB.
look-logo-kept = Mẫu đang có biểu trưng; không chọn tệp thì giữ nguyên.
look-logo-drop = Bỏ biểu trưng
look-save = Lưu mẫu
look-preview = Xem bản in thử
look-preview-hint = Bản in thử mở ở thẻ mới, dùng họ tên và tên đơn vị dài nhất, mỗi nơi cấp một trang. Chưa lưu gì.
look-versions = Các bản đã lưu
look-retire = Ngừng dùng mẫu này
look-restore = Dùng lại mẫu này
look-choose = Mẫu giấy
look-choose-hint = Giấy cấp về sau in theo mẫu này.
look-usual = Mẫu thường
look-sample-issuer = NƠI CẤP
look-sample-place = Địa danh
flash-look_saved = Đã lưu mẫu giấy.
flash-look_retired = Mẫu đã ngừng dùng.
flash-look_restored = Mẫu dùng lại được.
flash-contest_papers_settled = Đã lưu nơi cấp giấy của cuộc thi.
problem-template_changed = Người khác vừa sửa mẫu này
problem-template_changed-detail = Hãy mở lại mẫu để xem bản mới rồi sửa tiếp.
problem-contest_papers_unsettled = Chưa chọn nơi cấp giấy của cuộc thi. Hãy chọn nơi cấp trước.
field-look_field = Không có trường { $name }. Chỉ dùng các trường ghi ở trên.
field-logo_png = Tệp này không phải hình PNG đọc được.
field-logo_large = Biểu trưng không quá { $kb } kB.
field-logo_size = Mỗi cạnh của biểu trưng cần từ 40 đến 1.200 điểm ảnh.
field-body_kind_fixed = Sổ của nơi cấp này đã dùng cho loại giấy kia. Hãy thêm nơi cấp mới.
field-paper_glyph = Ký tự { $ch } không in được: { $part ->
    [issuer_parent] cơ quan cấp trên
    [issuer] nơi cấp
    [title] tên loại giấy
    [certifies] dòng trước họ tên
    [holder_name] họ tên
    [holder_unit] đơn vị
    [achievement_label] dòng trước nội dung
    [achievement] nội dung
    [note] dòng ghi thêm
    [signer_title] chức vụ người ký
    [signer_name] tên người ký
    [number] số của giấy
   *[other] phần khác
 } “{ $text }”.
field-paper_long = Không in vừa trang giấy: { $part ->
    [issuer_parent] cơ quan cấp trên
    [issuer] nơi cấp
    [title] tên loại giấy
    [certifies] dòng trước họ tên
    [holder_name] họ tên
    [holder_unit] đơn vị
    [achievement_label] dòng trước nội dung
    [achievement] nội dung
    [note] dòng ghi thêm
    [signer_title] chức vụ người ký
    [signer_name] tên người ký
    [number] số của giấy
    [body] toàn bộ lời văn dài quá
   *[other] phần khác
 } “{ $text }”.
field-paper_of_glyph = Giấy của { $who }: ký tự { $ch } không in được ở phần “{ $text }”. ({ $part })
field-paper_of_long = Giấy của { $who }: phần “{ $text }” không in vừa. ({ $part })
contest-papers-title = Giấy chứng nhận của cuộc thi
contest-papers-lede = Cấp giấy cho người đạt giải hoặc đạt mức điểm, theo kết quả đã công bố. Giấy có mã tra cứu, thu hồi được, và đánh số riêng, không chung sổ với chứng nhận bồi dưỡng.
contest-papers-who = Cấp giấy
contest-papers-choose = Cấp cho ai
contest-papers-prizes = Người đạt các giải chọn dưới đây
contest-papers-reached = Người đạt mức điểm ghi dưới đây
contest-papers-which = Giải
contest-papers-whole = cả cuộc thi
contest-papers-people = { $n } người
contest-papers-percent = Mức điểm, phần trăm
contest-papers-percent-hint = Chỉ dùng khi chọn cấp theo mức điểm.
contest-papers-at-least = Đạt ở ít nhất mấy vòng
contest-papers-none = Chưa có ai để cấp
contest-papers-none-text = Cấp được khi có vòng đã công bố kết quả và có giải thưởng.
contest-papers-body = Nơi cấp và mẫu giấy
contest-papers-by = Đang cấp với danh nghĩa { $issuer }.
contest-papers-unsettled = Hãy chọn nơi cấp trước khi cấp giấy.
contest-papers-body-hint = Chỉ gồm các nơi cấp chứng nhận của cuộc thi.
contest-papers-settle = Lưu nơi cấp
contest-papers-no-body = Chưa có nơi cấp nào
contest-papers-no-body-text = Nhờ quản trị viên thêm một nơi cấp loại “Chứng nhận của cuộc thi” ở trang Nơi cấp.
contest-paper-prize = { $prize } – { $round }
contest-paper-reached = { $n ->
    [1] kết quả từ { $percent }% số điểm trở lên
   *[other] kết quả từ { $percent }% số điểm trở lên ở { $n } vòng thi
 }
contest-paper-of = { $contest }
roster-title = DANH SÁCH KÝ TÊN
roster-party = ĐẢNG CỘNG SẢN VIỆT NAM
roster-programme = Chương trình: { $title }
roster-subject = Nội dung: { $title }
roster-when = Thời gian: ngày { $day }
roster-where = Địa điểm: { $place }
roster-speaker = Người trình bày: { $speaker }
roster-count = Danh sách này có { $n } người.
roster-came = Số người có mặt:
roster-keeper = NGƯỜI LẬP DANH SÁCH
roster-chair = NGƯỜI CHỦ TRÌ
roster-sign = (Ký, ghi rõ họ tên)
roster-ahead = Buổi này chưa diễn ra. In danh sách để ký trước; điểm danh từ ngày tổ chức.
roster-tick = Điểm danh
roster-tick-lede = Đánh dấu người đã ký trong danh sách giấy. Bỏ dấu là rút tên khỏi danh sách; việc này được ghi vào nhật ký.
roster-print = In danh sách ký (PDF)
roster-word = Danh sách ký (Word)
roster-unit = Đơn vị
roster-all-units = Tất cả đơn vị
roster-show = Xem
roster-present = Người có mặt
roster-save = Lưu điểm danh
roster-nobody = Không có ai
roster-nobody-text = Đơn vị này chưa có ai trong phạm vi của chương trình.
flash-roster_ticked = Đã lưu điểm danh.
field-session_far = Ngày tổ chức không quá một năm nữa.
problem-session_ahead = Buổi này chưa diễn ra nên chưa điểm danh được.
campaign-title = Đợt cấp lại
campaign-lede = Những người của đơn vị có chứng nhận hết hạn đến một ngày, và mỗi người đã làm đến đâu.
campaign-none = Chưa có đợt nào
campaign-none-text = Mở một đợt để theo dõi việc cấp lại của đơn vị.
campaign-new = Mở đợt cấp lại
campaign-new-lede = Danh sách gồm những người có chứng nhận hết hạn đến ngày ghi dưới đây, chốt khi mở đợt. Người có địa chỉ thư điện tử được nhắc trước 30 và 7 ngày.
campaign-name = Tên đợt
campaign-name-hint = Ví dụ: Cấp lại chứng nhận năm 2027
campaign-programme = Chương trình
campaign-unit-hint = Gồm cả các đơn vị trực thuộc.
campaign-due-on = Hạn của đợt
campaign-due-hint = Ngày/tháng/năm. Ai có chứng nhận hết hạn từ ngày này trở về trước thì có trong danh sách.
campaign-newcomers = Gồm cả người chưa có chứng nhận
campaign-newcomers-hint = Dùng khi mọi người trong đơn vị đều phải có chứng nhận.
campaign-open = Mở đợt
campaign-due = Hạn { $day }
campaign-closed = Đã đóng
campaign-closed-text = Đợt này đã đóng, không nhắc nữa. Số liệu vẫn xem được.
campaign-progress = Đã xong { $done }/{ $total } người
campaign-all = Tất cả
campaign-stage = Mức độ
campaign-stage-not_begun = Chưa bắt đầu
campaign-stage-under_way = Đang làm
campaign-stage-ready = Đủ điều kiện, chờ cấp
campaign-stage-done = Đã xong
campaign-met = Yêu cầu đạt
campaign-certificate = Số chứng nhận
campaign-nobody = Không có ai ở mức này
campaign-nobody-text = Chọn mức khác ở trên.
campaign-export = Tải danh sách (Excel)
campaign-close = Đóng đợt
campaign-sheet = Tiến độ
flash-campaign_opened = Đã mở đợt cấp lại.
flash-campaign_closed = Đã đóng đợt.
field-nobody_due = Không có ai đến hạn trong phạm vi đã chọn.
field-date_past = Ngày này đã qua.
field-required-programme = Hãy chọn chương trình.
talk-title = Buổi tuyên truyền của tôi
talk-lede = Ghi các buổi đã trình bày, báo cáo, tuyên truyền. Buổi được tính vào hồ sơ khi lãnh đạo đơn vị xác nhận.
talk-none = Chưa ghi buổi nào
talk-none-text = Ghi buổi đầu tiên ở dưới.
talk-state-waiting = Chờ xác nhận
talk-state-confirmed = Đã xác nhận
talk-state-sent_back = Chưa xác nhận được
talk-heard = Đối tượng: { $audience } ({ $n } người)
talk-reason-is = Lý do: { $reason }
talk-withdraw = Rút
talk-withdraw-of = Rút buổi { $title }
talk-enter-title = Ghi một buổi
talk-audience = Đối tượng nghe
talk-audience-hint = Ví dụ: Đảng viên chi bộ khu phố 3
talk-listeners = Số người nghe
talk-enter = Ghi buổi
talk-waiting-title = Buổi tuyên truyền chờ xác nhận
talk-waiting-lede = Các buổi do người của đơn vị tự ghi. Buổi đã xác nhận được tính vào hồ sơ bồi dưỡng của người ấy.
talk-waiting-none = Không có buổi nào chờ
talk-waiting-none-text = Buổi do người của đơn vị ghi sẽ hiện ở đây.
talk-reason = Ghi chú, hoặc lý do chưa xác nhận
talk-confirm = Xác nhận
talk-send-back = Trả lại
record-talks = Buổi tuyên truyền tự ghi
record-talks-enter = Ghi buổi tuyên truyền
record-word = Tải hồ sơ (Word)
record-kind-contest = Chứng nhận của cuộc thi
record-document-title = HỒ SƠ BỒI DƯỠNG
record-document-name = Họ và tên: { $name }
record-document-unit = Đơn vị: { $unit }
record-document-nothing = Chưa có.
record-document-owner = NGƯỜI KHAI
record-document-leader = XÁC NHẬN CỦA ĐƠN VỊ
record-document-talks-note = Chỉ gồm các buổi đã được lãnh đạo đơn vị xác nhận.
flash-talk_entered = Đã ghi buổi. Buổi chờ lãnh đạo đơn vị xác nhận.
flash-talk_withdrawn = Đã rút buổi.
flash-talk_confirmed = Đã xác nhận buổi.
flash-talk_sent_back = Đã trả lại, có ghi lý do.
field-talk_decided = Buổi này vừa được người khác quyết định. Hãy xem lại trang.
field-talks_waiting = Đang có { $max } buổi chờ xác nhận. Hãy chờ xác nhận bớt rồi ghi tiếp.
field-talk_ahead = Ngày này chưa tới. Chỉ ghi buổi đã trình bày.
record-hours-column = Số giờ
record-certificates-training = Chứng nhận hoàn thành bồi dưỡng
record-certificates-contest = Chứng nhận của các cuộc thi
