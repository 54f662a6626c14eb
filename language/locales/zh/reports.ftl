# 已核证减排量报告与绿色办公汇总的文字。

report-not-a-market-unit = 所列减排量不是市场交易单位。
report-hidden = 为保护小组，不显示
report-total-of-shown = 合计（仅已显示的行）
report-total-in-kilograms = 合计（千克）
report-log = 账本
report-column-organisation = 组织
report-column-month = 月份
report-column-methodology = 方法学
report-column-credit-class = 信用类别
report-column-evidence = 证据等级
report-column-shown = 是否显示
report-column-actions = 行动数
report-column-people = 人数
report-column-verified-mg = 已核证（毫克 CO2e）
report-column-not-yet-verified-mg = 有证据、尚未核证（毫克 CO2e）
report-column-self-reported-mg = 自述（毫克 CO2e）
report-column-source-state = 来源文本状态
report-column-market-hold = 暂不可上市的原因
report-column-methodology-sha256 = 方法学文件 SHA-256
report-column-attribution = 数据署名
report-column-statement = 声明
report-about-columns-title = 三列数字
report-about-columns = 每一毫克只在一列里：已由审核人核证；有证据但尚未核证；自述（C 级，不能核证）。
report-about-evidence-title = 证据等级
report-about-evidence = attested 由运营方或合作方签发（A）；corroborated 有照片等佐证（B）；self_reported 自述（C）。
report-about-source-title = 来源文本状态
report-about-source = on_file 有全文；quoted 仅见引用的数值；structure_only 仅有方法结构。只列 market 与 company 两类；估算见绿色办公汇总。
report-about-hidden-title = 隐藏的行
report-about-hidden = 少于 { $minimum } 人的行不显示数字，必要时连带隐藏一行，以免用合计反推；合计只含显示的行。
report-about-check-title = 如何核对
report-about-check = 导出目录自带整本账与签名检查点：运行 leafledger verify 目录，逐条重算并核对 totals.json。
report-readme =
    一叶 · { $month } 已核证减排量报告 · { $organisation }
    所列减排量不是市场交易单位。
    report.csv 与 report.xlsx 是给人看的表；totals.json 供程序核对；checkpoint、checkpoints 与 tile 是整本账，报告依据前 { $size } 条记录。
    核对：leafledger verify 本目录。要证明出处，请用您从别处得到的公钥写成 policy.txt 并加 --policy。

# 绿色办公页面

green-title = 绿色办公
green-heading = { $month }绿色办公
green-partial = 本月未结束，统计到 { $day }。
green-previous = 上个月
green-next = 下个月
green-months = 选择月份
green-hidden = 为保护小组，不显示
green-hidden-note = 不足 { $minimum } 人的数字不显示，能反推出它们的数字也一并隐藏。
green-table = 看数字表
green-in-figures = 要点

green-participation = 参与
green-participation-of = { $members } 人中 { $people } 人有行动
green-acts = { $acts } 次行动
green-reduction = 减排
green-reduction-verified = 其中已核证 { $mass }
green-reduction-estimate = 其中估算 { $mass }
green-distance = 低碳出行
green-distance-what = 人公里，按方式见下
green-emission = 通勤排放
green-emission-what = 范围三第 7 类，单独列出，不与减排抵消

green-departments = 各部门的减排
green-departments-what = 按证据等级分色，含估算；没有计算方法的行动不计克数。
green-department = 部门
green-no-department = 未分部门
green-members = 成员
green-members-count = { $count } 名成员
green-participants = 参与人数
green-total = 合计
green-estimate = 其中估算
green-evidence-attested = A 运营方或合作方证明
green-evidence-corroborated = B 有佐证
green-evidence-withheld = 为保护小组，不显示等级
green-evidence-self-reported = C 自述

green-travel = 低碳出行人公里
green-travel-what = 大家记下的低碳出行，按方式。
green-kind = 方式
green-people = 人数
green-trips = 次数
green-kilometres = 人公里

green-methodologies = 按方法学
green-methodologies-what = 每一克来自哪个方法学，来源文本处于什么状态。
green-methodology = 方法学
green-class = 类别
green-class-market = 市场类
green-class-company = 企业类
green-class-estimate = 估算
green-class-none = 无克数
green-unpriced = 没有计算方法的行动
green-source = 来源文本
green-source-on-file = 全文在档
green-source-quoted = 仅见引用数值
green-source-structure-only = 仅有方法结构
green-acts-column = 行动数
green-reduction-column = 减排量

green-commuting = 通勤排放（范围三第 7 类）
green-commuting-what = 距离法：人公里 × 排放因子，向上取整。这是排放清单，与减排并列，绝不相互抵消。
green-commuting-foreign = 用的是国外因子：中国的分方式因子尚未在档，这里用英国 DESNZ { $year } 年的因子，每一行都写明。
green-commuting-coverage = 覆盖 { $members } 人中的 { $people } 人；其余的人没有推算。没问出行目的，可能含私人出行，因此偏大。
green-commuting-coverage-hidden = 有数据的人太少，不显示覆盖率；其余的人没有推算。
green-commuting-hidden = 不显示的行未计入合计。
green-commuting-missing = 有的方式没有因子，未计入。
green-commuting-empty = 本月还没有出行记录，也没有人回答平时怎么上班。
green-basis = 依据
green-basis-recorded = 记录的行程
green-basis-usual-way = 平时的通勤 × { $days } 个工作日
green-emission-column = 排放量
green-factor = 因子
green-factor-none = 没有因子，未计算
green-factor-human = 人力，计 0
green-factor-metro = 伦敦地铁，每人公里
green-factor-bus = 英国一般公交，每人公里
green-factor-driving = 英国一般小汽车，一人一车，每车公里

green-office = 办公室
green-meetings = 以视频会议代替出差
green-meetings-unit = { $count } 次
green-sheets = 少打印的纸
green-sheets-unit = { $count } 张
green-setpoints = 空调设定温度达标率
green-setpoints-of = { $checks } 次检查中 { $compliant } 次达标
green-setpoints-none = 本月没有检查记录

green-verified = 已核证减排量报告
green-verified-what = 只含市场类与企业类；每一毫克只在一列里。
green-verified-empty = 本月没有可列入的行动。
green-verified-column = 已核证
green-unverified-column = 有证据，尚未核证
green-self-reported-column = 自述
green-evidence-column = 证据等级
green-checkpoint = 签名检查点
green-download-csv = 下载 CSV
green-download-xlsx = 下载 XLSX
green-attributions = 数据来源
green-by-api = 同样的数字也在接口里：

green-closed = 这个页面需要管理员链接
green-closed-what = 请用管理员链接打开：leafledger admin-link --org org_… 打印一个，七天有效；leafledger demo 建一个示例组织。
green-link-wrong = 链接不对，或已被改动。
green-link-expired = 链接已过期，请要一个新的。
green-month-wrong = 这个月份看不了。
green-back = 回到本月
