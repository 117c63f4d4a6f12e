/**
 * What glibc calls an error or a signal in the languages that it is translated into, and what programs print that are
 * written in C. From the catalogues of glibc 2.36 (https://sourceware.org/git/glibc.git, po/*.po), in the order of their
 * names from be to zh_TW; English is not among them.
 */

/** No space left on device (ENOSPC). */
export const noSpace: readonly string[] = [
  ...['Няма месца на прыладзе', 'Няма свободно място на устройството'],
  ...['No resta espai al dispositiu', 'Na zařízení není volné místo', 'Ikke mere plads på enheden'],
  ...['Auf dem Gerät ist kein Speicherplatz mehr verfügbar'],
  ...['Δεν έμεινε καθόλου χώρος στη συσκευή', 'Ne haviĝas plu da spaco sur aparato'],
  ...['No queda espacio en el dispositivo', 'Laitteella ei ole tilaa jäljellä'],
  ...['Aucun espace disponible sur le périphérique', 'Non hai espacio libre no dispositivo'],
  ...['Nema više prostora na uređaju', 'Nincs több hely a lemezen', 'Tidak ruang lagi diperangkat'],
  ...['Spazio esaurito sul device', 'デバイスに空き領域がありません', '장치에 남은 공간이 없음'],
  ...['Įrenginyje neliko vietos', 'Ikke mer plass på enheten', 'Geen ruimte meer over op apparaat'],
  ...['Brak miejsca na urządzeniu', 'Sem espaço livre no dispositivo'],
  ...['Não há espaço disponível no dispositivo', 'На устройстве не осталось свободного места'],
  ...['Na zariadení už nie je žiadne miesto', 'Na napravi ni več prostora'],
  ...['Није преостало простора на уређају', 'Enheten är full', 'Aygıt üzerinde boş yer yok'],
  ...['Недостатньо місця на пристрої', 'Không có đủ chỗ trống trên thiết bị', '设备上没有空间'],
  ...['裝置上已無多餘空間'],
];

/** Text file busy (ETXTBSY). */
export const textFileBusy: readonly string[] = [
  ...['Зает текстов файл', 'El fitxer de text es troba ocupat', 'Soubor je používán'],
  ...['Tekstfil optaget', 'Das Programm kann nicht ausgeführt oder verändert werden (busy)'],
  ...['Αρχείο κειμένου σε χρήση', 'Tekstdosiero uziĝas', 'El fichero de texto está ocupado'],
  ...['Tekstitiedosto varattu', 'Fichier texte occupé', 'Ficheiro de texto en uso'],
  ...['Tekstualna datoteka je zauzeta', 'A szövegfájl foglalt', 'Berkas teks sibuk'],
  ...['File di testo occupato', 'テキストファイルがビジー状態です', '실행 파일 사용 중'],
  ...['Tekstinis failas užimtas', 'Programfil opptatt', 'Tekstbestand is in gebruik'],
  ...['Plik wykonywalny zajęty', 'Ficheiro de texto ocupado', 'Área de texto ocupada'],
  ...['Текстовый файл занят', 'Spustiteľný súbor je používaný', 'Besedilna datoteka je v rabi'],
  ...['Текстуална датотека је заузета', 'Kodfil upptagen', 'Metin dosyası meşgul'],
  ...['Текстовий файл зайнято', 'Tập tin văn bản đang bận', '文本文件忙', '文字檔忙錄中'],
];

/** Device or resource busy (EBUSY). */
export const deviceBusy: readonly string[] = [
  ...['Прылада ці расурс заняты', 'Заето устройство или ресурс'],
  ...['El dispositiu o recurs es troba ocupat', 'Zařízení nebo zdroj jsou používány'],
  ...['Enheden eller ressourcen optaget', 'Das Gerät oder die Ressource ist belegt'],
  ...['Συσκευή ή πόροι είναι απασχολημένοι', 'Aparato aŭ risurco uziĝas'],
  ...['Dispositivo o recurso ocupado', 'Laite tai resurssi varattu'],
  ...['Périphérique ou ressource occupé', 'Dispositivo ou recurso ocupado'],
  ...['Uređaj ili resurs je zauzeti', 'Az eszköz vagy erőforrás foglalt'],
  ...['Perangkat atau sumber daya sibuk', 'Dispositivo o risorsa occupata'],
  ...['デバイスもしくはリソースがビジー状態です', '장치나 자원이 동작 중'],
  ...['Įrenginys ar resursas užimtas', 'Enheten eller ressursen opptatt'],
  ...['Apparaat of hulpbron is bezig', 'Urządzenie lub zasoby zajęte'],
  ...['Dispositivo ou recurso está ocupado', 'Устройство или ресурс занято'],
  ...['Zariadenie alebo iný zdroj je používané', 'Naprava ali vir je v rabi'],
  ...['Уређај или извориште је заузето', 'Enhet eller resurs upptagen'],
  ...['Aygıt ya da özkaynak meşgul', 'Пристрій або ресурс зайнято'],
  ...['Thiết bị hoặc tài nguyên đang bận', '设备或资源忙', '裝置或系統資源忙碌中'],
];

/** Address already in use (EADDRINUSE). */
export const addressInUse: readonly string[] = [
  ...['Адресът вече се използва', 'L’adreça ja és en ús', 'Adresa je užívána'],
  ...['Adressen er allerede i brug', 'Die Adresse wird bereits verwendet'],
  ...['Η διεύθυνση υποδοχής είναι ήδη σε χρήση', 'Adreso jam uziĝas'],
  ...['La dirección ya se está usando', 'Osoite on jo käytössä', 'Adresse déjà utilisée'],
  ...['Estase usando o enderezo', 'Adrese se već koriste', 'A cím már használatban van'],
  ...['Alamat telah digunakan', 'Indirizzo già in uso', 'アドレスは既に使用中です'],
  ...['주소가 이미 사용 중입니다', 'Adresas jau naudojamas', 'Adressen er allerede i bruk'],
  ...['Adres is al in gebruik', 'Adres jest już w użyciu', 'Endereço já em uso'],
  ...['Адрес уже используется', 'Adresa je používaná', 'Naslov je že v rabi'],
  ...['Адреса је већ у употреби', 'Adressen redan upptagen', 'Adres zaten kullanımda'],
  ...['Адресу вже використано', 'Địa chỉ đang được dùng', '地址已在使用', '位址已經有在使用'],
];

/** Cannot allocate memory (ENOMEM). */
export const noMemory: readonly string[] = [
  ...['немагчыма разьмеркаваць памяць', 'Не може да се задели памет'],
  ...['No s’ha pogut reservar memòria', 'Nelze alokovat paměť', 'Kan ikke tildele hukommelse'],
  ...['Nicht genügend Hauptspeicher verfügbar', 'Δεν είναι δυνατό να δεσμευτεί μνήμη'],
  ...['Mankas sufiĉa memoro', 'No se pudo asignar memoria', 'Muistin varaaminen ei onnistu'],
  ...['Ne peut allouer de la mémoire', 'Non se pode reservar memoria', 'Nema dovoljno memorije'],
  ...['Nem foglalható memória', 'Tidak dapat mengalokasikan memori'],
  ...['Impossibile allocare memoria', 'メモリを確保できません', '메모리를 할당할 수 없습니다'],
  ...['Nepavyko išskirti atminties', 'Kan ikke tildele minne', 'Onvoldoende geheugen beschikbaar'],
  ...['Nie można przydzielić pamięci', 'Impossível alocar memória'],
  ...['Não foi possível alocar memória', 'Невозможно выделить память'],
  ...['Nie je možné prideliť pamäť', 'Pomnilnika ni mogoče dodeliti'],
  ...['Не могу да доделим меморију', 'Kan inte allokera minne', 'Bellek ayrılamadı'],
  ...['Не вдалося розподілити пам’ять', 'Không thể cấp phát bộ nhớ', '无法分配内存'],
  ...['無法配置記憶體'],
];

/** Resource temporarily unavailable (EAGAIN). */
export const tryAgain: readonly string[] = [
  ...['Временно недостъпен ресурс', 'El recurs no es troba disponible temporalment'],
  ...['Prostředek je dočasně nepřístupný', 'Resursen midlertidig utilgængelig'],
  ...['Die Ressource ist zur Zeit nicht verfügbar', 'Ο πόρος είναι προσωρινά μη διαθέσιμος'],
  ...['Risurco dumtempe ne disponeblas', 'Recurso no disponible temporalmente'],
  ...['Resurssi ei tilapäisesti ole käytettävissä', 'Ressource temporairement non disponible'],
  ...['Recurso non dispoñible temporalmente', 'Resurs je privremeno nedostupni'],
  ...['Erőforrás átmenetileg nem érhető el', 'Sumber daya sementara tidak tersedia'],
  ...['Risorsa temporaneamente non disponibile', 'リソースが一時的に利用できません'],
  ...['자원이 일시적으로 사용 불가능함', 'Resursas laikinai neprieinamas'],
  ...['Ressursen midlertidig utilgjengelig', 'Hulpbron is tijdelijk onbeschikbaar'],
  ...['Zasoby chwilowo niedostępne', 'Recurso temporariamente indisponível'],
  ...['Ресурс временно недоступен', 'Zdroj je dočasne neprístupný', 'Vir začasno ni na razpolago'],
  ...['Извориште је тренутно недоступно', 'Resursen tillfälligt otillgänglig'],
  ...['Özkaynak geçici olarak kullanılamaz durumda', 'Ресурс тимчасово недоступний'],
  ...['Tài nguyên tạm thời không sẵn sàng', '资源暂时不可用', '資源暫時無法取得'],
];

/** Too many open files (EMFILE). */
export const tooManyFiles: readonly string[] = [
  ...['Твърде много отворени файлове', 'El procés té massa fitxers oberts'],
  ...['Překročen limit počtu otevřených souborů', 'For mange åbne filer'],
  ...['Zu viele offene Dateien', 'Υπερβολικά πολλά ανοικτά αρχεία', 'Tro da malfermaj dosieroj'],
  ...['Demasiados ficheros abiertos', 'Liian monta avointa tiedostoa', 'Trop de fichiers ouverts'],
  ...['Demasiados ficheiros abertos', 'Previše otvorenih datoteka', 'Túl sok nyitott fájl'],
  ...['Terlalu banyak berkas terbuka', 'Troppi file aperti', 'ファイルを開きすぎです'],
  ...['열린 파일이 너무 많음', 'Per daug atvertų failų', 'For mange åpne filer'],
  ...['Te veel open bestanden', 'Za dużo otwartych plików', 'Muitos arquivos abertos'],
  ...['Слишком много открытых файлов', 'Priveľa otvorených súborov', 'Preveč odpretih datotek'],
  ...['Превише отворених датотека', 'För många öppna filer', 'Çok fazla açık dosya var'],
  ...['Забагато відкритих файлів', 'Quá nhiều tập tin đang mở', '打开的文件过多', '開啟太多檔案'],
];

/** File exists (EEXIST). */
export const fileExists: readonly string[] = [
  ...['Файл існуе', 'Файлът съществува', 'El fitxer ja existeix', 'Soubor již existuje'],
  ...['Filen eksisterer', 'Die Datei existiert bereits', 'Το αρχείο υπάρχει'],
  ...['Dosiero jam ekzistas', 'El fichero ya existe', 'Tiedosto on olemassa', 'Le fichier existe'],
  ...['O ficheiro xa existe', 'Datoteka postoji', 'A fájl már létezik', 'Berkas telah ada'],
  ...['File già esistente', 'ファイルが存在します', '파일이 있습니다', 'Failas jau egzistuoja'],
  ...['Bestand bestaat al', 'Plik istnieje', 'O ficheiro existe', 'Arquivo existe'],
  ...['Файл существует', 'Súbor existuje', 'Datoteka že obstaja', 'Датотека постоји'],
  ...['Filen existerar', 'Dosya var', 'Файл вже існує', 'Tập tin đã sẵn có', '文件已存在'],
  ...['檔案已存在'],
];

/** Killed (SIGKILL). */
export const killed: readonly string[] = [
  ...['Забіты', 'Безусловно прекъснат', 'Matat', 'Zabit (SIGKILL)', 'Dræbt', 'Getötet'],
  ...['Σκοτώθηκε', 'Buĉita', 'Terminado (killed)', 'Tapettu', 'Processus arrêté', 'Matado'],
  ...['Ubijen', 'Kilőve', 'Terbunuh', 'Ucciso', '強制終了', '죽었음', 'Nutraukta (killed)'],
  ...['Drept', 'Geëlimineerd', 'Unicestwiony', 'Morto', 'Убито', 'Zabitý', 'Pobit', 'Убијен'],
  ...['Dödad', 'Süreç durduruldu', 'Вбито', 'Bị buộc kết thúc', '已杀死', '強制結束'],
];

/** One of these texts, as part of an expression. */
export function anyOf(texts: readonly string[]): string {
  return `(?:${texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`;
}
