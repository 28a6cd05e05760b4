package dev.hob.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.model.Result;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What models send, and what a verb gets of it. */
class ArgumentsReaderTest {
  private static final Envelope.Client CLIENT =
      new Envelope.Client("somebody", "/", 0, Optional.empty(), Optional.empty(), "");
  private static final Caller CALLER =
      Callers.find(
              new Callers.Call(Optional.of("s"), Optional.empty(), "/"), name -> Optional.empty())
          .orElseThrow();

  private static String fields(String tool, String arguments) {
    String message =
        "{\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments.replace('\'', '"')
            + "}}";
    CallReader call = CallReader.read(message.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    Result<RequestWriting> request =
        call.arguments().request(new ToolReader().find(tool).orElseThrow(), CALLER, CLIENT);
    return request.fold(
        it ->
            new String(it.body(), StandardCharsets.UTF_8)
                .strip()
                .replace(",\"session\":\"s\",\"folder\":\"/\"", "")
                .replace('"', '\''),
        refusal -> refusal.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run|{'command':'x'}|{'command':'x','wait_ms':10000}",
        "run|{'command':'x','run_in_background':true}|{'command':'x','wait_ms':0}",
        "run|{'command':'x','run_in_background':'true'}|{'command':'x','wait_ms':0}",
        "run|{'command':'x','run_in_background':false}|{'command':'x','wait_ms':10000}",
        "run|{'command':'x','yield_time_ms':500}|{'command':'x','wait_ms':500}",
        "run|{'command':'x','wait_ms':5,'run_in_background':true}|{'command':'x','wait_ms':5}",
        "run|{'command':'x','cwd':'/a','wait_ms':1}|{'command':'x','workdir':'/a','wait_ms':1}",
        "run|{'command':'x','timeout':'3000','wait_ms':1}|{'command':'x','timeout_ms':3000,'wait_ms':1}",
        "run|{'command':'x','tty':true,'wait_ms':1}|{'command':'x','pty':true,'wait_ms':1}",
        "run|{'command':'x','env':{'A':1},'wait_ms':1}|{'command':'x','env':{'A':'1'},'wait_ms':1}",
        "run|{'command':'x','name':null,'wait_ms':1.0}|{'command':'x','wait_ms':1}",
        "wait|{'task_id':'t1'}|{'task_ids':['t1']}",
        "wait|{'session_id':'t1'}|{'task_ids':['t1']}",
        "wait|{'task_ids':'t1','any':'true'}|{'task_ids':['t1'],'any':true}",
        "write|{'task_id':'t1','chars':'a'}|{'task_id':'t1','text':'a'}",
        "kill|{'session_id':'t1'}|{'task_id':'t1'}",
        "list|{'status':'running'}|{'status':['running']}",
        "run|{'command':'x','comand':'y'}|run has no parameter 'comand'",
        "poll|{'wait_ms':1.5}|wait_ms is not a whole number, not negative",
        "poll|{'wait_ms':1e99}|wait_ms is not a whole number, not negative",
        "poll|{'wait_ms':[1]}|wait_ms is not a whole number, not negative",
        "run|{'command':['a']}|command is not a text",
        "run|{'merge':'perhaps'}|merge is not true or false"
      })
  void modelsAreUnderstood(String tool, String arguments, String fields) {
    assertEquals(fields, fields(tool, arguments).replace('"', '\''));
  }
}
