@echo off
rem Runs the Maven that .mvn\wrapper\maven.properties names, and fetches it the first time.
rem Needs a JDK 17 or newer: JAVA_HOME, or java on the PATH.
rem MVNW_REPOURL: a Maven repository to fetch it from instead of Apache's archive.
setlocal
set "here=%~dp0"
set "properties=%here%.mvn\wrapper\maven.properties"
for /f "tokens=2 delims==" %%v in ('findstr /b "version=" "%properties%"') do set "version=%%v"
if defined MAVEN_USER_HOME (set "user_home=%MAVEN_USER_HOME%") else (set "user_home=%USERPROFILE%\.m2")
set "maven=%user_home%\wrapper\hob\apache-maven-%version%"

if defined JAVA_HOME (set "java=%JAVA_HOME%\bin\java.exe") else (set "java=java.exe")
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo mvnw: no JDK found: install a JDK 17 or newer, and set JAVA_HOME to it or put its java on the PATH 1>&2
  exit /b 1
)

if exist "%maven%\complete" goto run
"%java%" "%here%.mvn\wrapper\FetchMaven.java" "%properties%" "%maven%"
if not errorlevel 1 goto run
where mvn >nul 2>&1
if errorlevel 1 (
  echo mvnw: no Maven: set MVNW_REPOURL to a Maven repository that can be reached, or install Maven 3.6.3 or newer 1>&2
  exit /b 1
)
echo mvnw: using the installed Maven instead 1>&2
call mvn %*
exit /b %errorlevel%

:run
call "%maven%\bin\mvn.cmd" %*
exit /b %errorlevel%
