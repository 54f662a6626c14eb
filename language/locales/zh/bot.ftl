# 机器人：各处对话之间的短句

command-me = 我的进展
bot-choice-whole = ✅ { $whole }
bot-week = 本周 { $week } · 🔥 { $streak } 个工作日
bot-leg-pending = { $icon } { $title } { $quantity } → 待审核
bot-leg-sum = 　{ $formula }（{ $methodology }）
bot-cap = 今天{ $title }已到 { $limit } 的上限：多出的留作明细，不算克数。
bot-merged = 合作方已经送来这一趟（{ $title } { $quantity }），只算一次，证据 A。
bot-about-record = { $icon } { $title } { $quantity }
bot-final = 这条已经定了（已撤销、已核证、在审核，或由合作方送来），不能再改。有疑问找组织者。
bot-edited = 改聊天文字不会改账本：原来那条照旧有效。要改数，点它下面的 [✏️ 改公里]；要撤销，点 [↩️ 撤销]。
bot-button-add-proof = 📎 补凭证
