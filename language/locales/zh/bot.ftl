# 机器人：各处对话之间的短句

command-me = 我的进展
bot-week = 本周 { $week } · 🔥 连续 { $streak } 天
bot-leg-pending = { $icon } { $title } { $quantity } → 待审核
bot-leg-sum = 　{ $formula }（{ $methodology }）
bot-cap = 今天{ $title }已到 { $limit } 的上限：多出的留作明细，不算克数。
bot-merged = 合作方已经送来这一趟（{ $title } { $quantity }），只算一次，证据 A。
bot-about-record = { $icon } { $title } { $quantity }
bot-final = 这条已经定了（已撤销、已核证、在审核，或由合作方送来），不能再改。有疑问找组织者。
bot-edited = 改聊天文字不会改账本：原来那条照旧有效。要改数，点它下面的 [✏️ 改公里]；要撤销，点 [↩️ 撤销]。
bot-button-add-proof = 📎 补凭证
bot-button-own-data = ⬇️ 下载我的数据
bot-proof-later = 正在入树，几秒后再点一次就有证明文件。
bot-why-withheld = { $icon } { $title } { $quantity } 没有克数：{ $why }。绝不拿别处的数字凑。
bot-me =
    <b>{ $name }</b> · { $mass }
    { $acts } 件，{ $days } 天 · 本周 { $week }
    证据 A { $attested } · B { $corroborated } · C { $told }
    已核证 { $verified }
bot-rank-few = 这周记录的人还不到 { $least } 位，先不排名，免得认出谁是谁。
bot-proof-ask =
    📎 给「{ $title } { $quantity }」发一张照片：车票、行程截图，或称的读数。
    请先遮住姓名和卡号；发成照片，不要发成文件。
bot-photo-which = 收到照片。它是哪一条的凭证？
bot-photo-alone = 收到照片，可是没有等凭证的记录。先记一件：「地铁 12 公里」，再点它下面的 [📎 补凭证]。
bot-photo-consent = 照片要由一位审核员看过才算数。审核员看不到你的名字，看完只留结论。同意吗？
bot-button-photo-agree = 同意，交人工审核
bot-photo-attached = 📎 已交审核：{ $title } { $quantity }。通过后证据升到 B，雾里的变实。
bot-photo-used = 这张照片已经用过一次，不能再用。
bot-send-as-photo = 请发成照片，不要发成文件：文件里可能带着拍摄地点，我不收。
bot-no-grams = 不计克数
