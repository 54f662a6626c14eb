# 方法学页面、算例和对照
trace-other = { $code }：{ $text }

method-status = 状态
method-status-word =
    { $status ->
        [active] 使用中
        [draft] 草案
       *[retired] 停用
    }
method-status-draft = 草案：不给任何行动计数，只用来对照。
method-status-retired = 已停用：不再给新行动计数，旧记录仍可据此重算。
method-class = 类别
method-class-word =
    { $class ->
        [market] 市场类
        [company] 企业类
        [estimate] 估算
       *[none] 不计入
    }
method-class-market = 市场类：本地区的官方方法学。减排量进核减报告；原文存档后才可进市场批次。
method-class-company = 企业类：有计量或运营方数据、核查方认可基准时，进核减报告；本身不是市场单位。
method-class-estimate = 估算：标明是估算，不进核减报告，也不进批次。
method-class-inventory = 排放清单：算的是排放，向上取整，绝不与减排相抵。
method-class-none = 不计入：不进核减报告，也不进批次。
method-hold = 市场批次暂缓：{ $hold }
method-region = 地区
method-region-anywhere = 哪里的机构选用就在哪里用
method-days = 适用日期
method-days-open = { $begin } 起
method-days-closed = { $begin } 至 { $end }
method-days-provisional = ；之后到 { $end }，没有新版本覆盖时暂用
method-use-by = 使用期限
method-gases = 气体
method-day-zone = 按哪里的日历算一天
method-packaged = 成包日期
method-known-from = 因子公布日期
method-supersedes = 取代
method-superseded-by = 被取代
method-acts = 行动类型
method-sha256 = 文件的 SHA-256
method-source = 来源
method-issuer = 发布方
method-number = 文号
method-published = 发布时间
method-text = 原文
method-document = 文件
method-document-missing = 不在手上，没有哈希
method-workbook = { $name } 工作簿的 SHA-256
method-attribution = 署名
method-quotations = 各处引文的数值
method-quoted-where = 出处
method-quotations-differ = 引文不一致：{ $pairs }。用的是哪个值，见因子表。
method-baseline = 基准
method-baseline-fixed-average = 固定平均值，写在方法学里。
method-baseline-substituted-mode = 本来会用的那种方式。
method-baseline-mix = 调查得出的几种方式的组合。
method-baseline-own-average = 这户或这个人自己以前的平均。
method-baseline-metered = 基准期的计量用量，公式写明时按天气折算。
method-baseline-none = 没有基准：不作对比。
method-formula = 公式
method-formula-signs = f[名] 是下表里的因子；f(x) 是输入 x 指明的因子，t(x) 是小表里对应的数。Σ 对一组输入逐项求和，带下标的是其中一项。结果以毫克二氧化碳当量计。
method-formula-plugin = 数据说不清的，由 Python 插件 { $plugin } 计算。
method-defaults = 没有给出时取：
method-rounded-down = 全程精确。扣除证据折扣后，只向下取整一次，到整毫克；小于零不计入，带符号的数照样保留。
method-rounded-up = 全程精确，只向上取整一次，到整毫克。
method-checks = 不满足下列条件的输入不收：
method-factors = 因子
method-factors-what = 从因子库抄进文件，重算时不再需要因子库。
method-factor-name = 因子
method-factor-kind = 性质
method-factor-value = 数值
method-factor-boundary = 边界
method-factor-published = 公布的写法
method-factor-factor-id = 因子库编号
method-per-passenger = 每位乘客
method-per-vehicle = 每辆车，要除以车上人数
method-kind-emission = 排放
method-kind-reduction = 减排，什么都不再减
method-boundary-direct = 直接排放
method-boundary-life-cycle = 全生命周期
method-inputs = 输入
method-inputs-what = 只收下列各项；小数写成字符串。
method-input-name = 输入
method-input-needed = 必填
method-input-allowed = 可以是
method-input-object = 一组
method-input-list = { $least } 到 { $most } 项的列表
method-input-date = 日期，YYYY-MM-DD
method-input-region = 地区代码
method-input-boolean = true 或 false
method-input-whole = 整数，{ $least } 到 { $most }
method-input-decimal = 小数，{ $least } 到 { $most }
method-yes = 是
method-no = 否
method-evidence = 证据
method-evidence-level = 等级
method-evidence-kinds = 凭什么
method-evidence-discount = 折扣
method-level =
    { $level ->
        [attested] 运营方证明
        [corroborated] 有佐证
       *[self_reported] 自述
    }
method-limits = 限额
method-limits-none = 没有每人每天的限额。
method-cap = { $input }：每人每天最多计 { $most }
method-cap-absent = 没有写明 { $input }
method-cap-where = { $input }（{ $where }）：每人每天最多计 { $most }
method-plausible = { $mode }：{ $bounds }，否则转人工复核
method-speed-kmh-min = 不低于 { $speed } 公里/时
method-speed-kmh-max = 不超过 { $speed } 公里/时
method-intensity = 结果超过每单位 { $per } { $most } { $unit } 的不收
method-impacts = 其他影响
method-impacts-what = 与二氧化碳分开计，向下取整，绝不相加。
method-example = 算例
method-example-case = 算例 { $case }，证据等级：{ $level }
method-example-reduction = 结果：减排 { $mass }（{ $mg } 毫克）。
method-example-emission = 结果：排放 { $mass }（{ $mg } 毫克）。
method-example-again = 在命令行里重算：
method-notes = 说明
method-index = 方法学
method-index-what = 这里装有的全部版本。每个版本是一个不再改动的数据文件，它计过的每条记录里都钉着它的哈希。
method-index-title = 名称
method-index-version = 版本
method-index-all = 全部方法学
method-index-json = 文件本身（JSON）
page-methods = 方法学
page-methods-what = 每一克怎么来：公式、因子、出处、限额和算例。
method-text-word =
    { $state ->
        [on_file] 已存档
        [quoted] 只有引文
       *[structure_only] 只有结构
    }

equivalent-car-km = 相当于一辆英国平均汽车开 { $amount } 的排放
equivalent-grid-kwh = 相当于全国平均电网 { $amount }电的排放

impact-water-l = 水
impact-paper-g = 纸
method-page-more = 完整说明：{ $page }

method-index-others = 草案和停用的版本
acts-heading = 行动类型
acts-what = 这里认得的全部低碳行动，有没有克数都列出。没有方法可算的照样记录数量和天数，只是不给克数，原因写在一旁。
acts-category-travel = 出行
acts-category-energy = 能源和水
acts-category-materials = 物品
acts-category-office = 办公和饮食
acts-category-event = 活动
acts-number = 编号
acts-title = 行动
acts-class = 类别
acts-priced = 用什么算，或为什么不算
acts-proof = 凭什么
acts-cap = 每人每天上限
acts-held = { $word }，批次暂缓
acts-anywhere = 选用之处
acts-cap-percent = 计量基准的 { $amount }%
acts-cap-h = { $amount } 小时
