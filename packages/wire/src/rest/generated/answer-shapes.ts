/** Made by scripts/generate-answers.mjs from the types of the endpoint table. Do not edit. */

/** The shape of each endpoint's answer, one a line; see `readShape`. */
export const ANSWER_SHAPES = `accountInformation {z|n makerCommission takerCommission buyerCommission sellerCommission updateTime;f canTrade canWithdraw canDeposit;t accountType;[{t asset free locked available?}] balances;[t] permissions}
addStpGroupUsers {{t tradeGroupName tradeGroupUid?;t|n tradeGroupId;n createTime updateTime} data;n code timestamp?;z|t msg}
affiliateCampaigns {f success;n code;z|t message;{n pageSize totalCount totalPage currentPage;[{t campaign inviteCode depositAmount tradingAmount commission;n clickTime createTime signup traded deposited}] resultList} data}
affiliateCommission {f success;n code;z|t message;{z|t usdtAmount totalCommissionUsdtAmount totalTradeUsdtAmount;z|f finished;n pageSize totalCount totalPage currentPage;[{t uid account inviteCode spot etf futures total;n inviteTime;z|t deposit firstDepositTime}] resultList} data}
affiliateCommissionDetail {f success;n code;z|t message;{t totalCommissionUsdtAmount totalTradeUsdtAmount;n pageSize totalCount totalPage currentPage;[{n type sourceType state date;t uid symbol takerAmount makerAmount amountCurrency usdtAmount commission currency;t|n rate}] resultList} data}
affiliateList {f success;n code;z|t message;{n pageSize totalCount totalPage currentPage;[{t uid email inviteCode depositAmount tradingAmount commission withdrawAmount asset;z|t nickName;n registerTime identification;z|n firstDepositTime firstTradeTime lastDepositTime lastTradeTime}] resultList} data}
affiliateReferrals @affiliateList
affiliateWithdrawals {f success;n code;z|t message;{n pageSize totalCount totalPage currentPage;[{n withdrawTime;t asset amount}] resultList} data}
aggTrades [{z a f l;t p q;n T;f m M}]
allOrders [@queryOrder]
announcements {n code;t msg;[{[{t title url language;n postTime}] details;t|n totalPage}] data}
apiKeyInfo {t note accessKey permissions ipWhiteList status;t|n createTime;n remainingValidity}
applyWithdrawal [{t id}]
averagePrice {n mins;t price}
bookTicker {t symbol;z|t bidPrice bidQty askPrice askQty}|[{t symbol;z|t bidPrice bidQty askPrice askQty}]
cancelAllOrders {n code timestamp?;t msg}
cancelOpenOrders [@cancelOrder]
cancelOrder {t symbol orderId price origQty executedQty? cummulativeQuoteQty? cumulativeQuoteQty? status? type side;z|t origClientOrderId? clientOrderId? timeInForce?;n orderListId?}
cancelWithdrawal {t id}
closeListenKey {t listenKey}
coins [{t coin Name? name?;[{t coin Name? name? network netWork? withdrawFee withdrawMin withdrawMax;z|t depositDesc chainName? chainDisplayName? withdrawIntegerMultiple contract withdrawTips depositTips;f depositEnable withdrawEnable sameAddress;n minConfirm;z|n depositPreConfirms?}] networkList}]
convertDust {[t] successList;[{t asset message code}] failedList;t totalConvert convertFee}
convertibleAssets [{t convertMx convertUsdt balance asset code message currencyId?}]
createDepositAddress {t coin network netWork? address;z|t memo? tag?}|@depositAddresses
createListenKey {t listenKey}
createStpGroup @addStpGroupUsers
createSubAccount {t subAccount? note? msg?;t|n code?}
createSubAccountKey {t subAccount? note apiKey apikey? permissions ip secretKey;n creatTime? createTime?}
defaultSymbols {[t] data;n code timestamp?;z|t msg}
deleteStpGroup {f data;n code timestamp?;z|t msg}
deleteSubAccountKey {t|n code?;t msg? subAccount?}
depositAddresses [{t coin network netWork? address;z|t memo? tag?}]
deposits [{t amount coin network netWork? address addressTag? txId transHash?;z|t chainName? chainDisplayName? unlockConfirm confirmTimes memo;n status insertTime updateTime?}]
depth {n lastUpdateId timestamp?;[(t;t)] bids asks}
dustConversions {[{t totalConvert totalFee;n convertTime;[{t id convert fee amount asset;n time}] convertDetails}] data;n totalRecords page totalPageNum}
editApiKey {t note apikey ipWhiteList}
enableSubAccountFutures {t code message;[{t subAccount timestamp;f isFuturesEnabled? isMarginEnabled?}] data}
enableSubAccountMargin @enableSubAccountFutures
etfInfo {t symbol netValue feeRate;n timestamp lastMergedTime;t|n leverage mergedTimes realLeverage basket}|[{t symbol netValue feeRate;n timestamp lastMergedTime;t|n leverage mergedTimes realLeverage basket}]
exchangeInfo {t timezone;n serverTime;[a] rateLimits exchangeFilters;[{t symbol status baseAsset quoteAsset quoteAmountPrecision baseSizePrecision maxQuoteAmount makerCommission takerCommission quoteAmountPrecisionMarket maxQuoteAmountMarket fullName contractAddress bizType?;n baseAssetPrecision quotePrecision quoteAssetPrecision baseCommissionPrecision quoteCommissionPrecision tradeSideType;[t] orderTypes permissions conceptPlates?;f isSpotTradingAllowed isMarginTradingAllowed st quoteOrderQtyMarketAllowed?;[{t filterType bidMultiplierUp askMultiplierDown}] filters;[n] conceptPlateIds?;z|n firstOpenTime?}] symbols}
extendListenKey {t listenKey}
historicalTrades [{z id;t price qty quoteQty tradeType?;n time;f isBuyerMaker isBestMatch}]
internalTransfer {t tranId}
internalTransfers {[{t tranId asset amount toAccountType toAccount fromAccount status;n timestamp}] data;n totalRecords page totalPageNum}
kickbackRecords {[{t asset type rate amount uid account;n tradeTime updateTime}] data;n totalRecords page totalPageNum}
klines [(n;t;t;t;t;t;n;t)]
kycStatus {t status}
listListenKeys {[t] listenKey;t|n total? available?}
mxDeduct {{f mxDeductEnable} data;n code timestamp?;z|t msg}
myTrades [{t symbol id orderId price qty quoteQty;n orderListId time;z|t commission? commissionAsset? clientOrderId;f isBuyer isMaker isBestMatch isSelfTrade}]
offlineSymbols {[{t symbol;n state? status? offlineTime?}] data;n code?;z|t msg?}
openOrders @allOrders
ping <a>
placeOrder {t symbol orderId price origQty type side stpMode?;n orderListId transactTime}
placeOrders [{t symbol? orderId? newClientOrderId? msg?;n orderListId? code?}]
queryOrder {t symbol orderId price origQty executedQty cummulativeQuoteQty? cumulativeQuoteQty? status type side stpMode?;n orderListId time;z|t clientOrderId timeInForce stopPrice icebergQty? cancelReason? origQuoteOrderQty;z|n updateTime;f isWorking}
rebateHistory {[{t spot futures total uid account;n inviteTime}] data;n totalRecords page totalPageNum}
rebateRecords @kickbackRecords
referralCode {t referCode}
removeStpGroupUsers @deleteStpGroup
selfSymbols @defaultSymbols
serverTime {n serverTime}
setMxDeduct @mxDeduct
stpGroups {[{t tradeGroupName tradeGroupUid?;t|n tradeGroupId;n createTime updateTime}] data;n code timestamp?;z|t msg}
subAccountAssets {[{t asset free locked}] balances}
subAccountKeys {[{t subAccount? note apiKey apikey? permissions ip;n creatTime? createTime?}] subAccount}
subAccountTransfer {t|n tranId}
subAccountTransfers {[{t tranId fromAccount toAccount asset amount fromAccountType toAccountType status;z|t clientTranId fromSymbol? toSymbol?;n timestamp}] result;n totalCount}
subAccounts {[{t subAccount;f isFreeze;n createTime;t|n uid}] subAccounts}
subAffiliates {f success;n code;z|t message;{n pageSize totalCount totalPage currentPage;[{t subaffiliateName subaffiliateMail inviteCode depositAmount commission;z|t campaign;n activationTime registered deposited}] resultList} data}
testOrder <a>
ticker24h {t symbol priceChange priceChangePercent prevClosePrice lastPrice bidPrice askPrice openPrice highPrice lowPrice volume;z|t bidQty askQty quoteVolume;n openTime closeTime;z count}|[{t symbol priceChange priceChangePercent prevClosePrice lastPrice bidPrice askPrice openPrice highPrice lowPrice volume;z|t bidQty askQty quoteVolume;n openTime closeTime;z count}]
tickerPrice {t symbol price}|[{t symbol price}]
tradeFee {{n makerCommission takerCommission rpiMakerCommission?} data;n code timestamp?;z|t msg}
trades @historicalTrades
transfer {t tranId}|[{t tranId}]
transferById {t tranId asset amount fromAccountType toAccountType status;z|t clientTranId symbol? fromSymbol? toSymbol?;n timestamp}
transferRecord {t|n code;{t currency amount transact_id from to transact_state} data}
transfers {[@transferById] rows;n total}|[{[@transferById] rows;n total}]
userId {t uid}
withdraw {t id}
withdrawAddresses {[{t coin network netWork? address addressTag;z|t memo}] data;n totalRecords page totalPageNum}
withdrawals [{t id coin address amount transactionFee coinId? vcoinId?;z|t withdrawOrderId? txId transHash explorerUrl? network? netWork? chainName? chainDisplayName? remark memo;n transferType status applyTime updateTime?;z|n confirmNo}]`
